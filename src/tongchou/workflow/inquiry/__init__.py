"""The signed question to the ministry 协查: who is asked about, when again, what was answered.

A matter that begins or moves a benefit, or a transfer, waits for the answer; nothing else does.
The question is asked by the node's loop, in no transaction of an item.
"""
