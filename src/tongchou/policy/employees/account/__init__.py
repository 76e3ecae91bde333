"""The individual account 个人账户: its interest, its payout, and its refund."""
