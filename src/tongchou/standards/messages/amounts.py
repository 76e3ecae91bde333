"""Amounts and dates in messages, under their names in GB/T 40217; amounts are whole fen."""

from datetime import date
from typing import Annotated

from pydantic import Field

DeclaredWage = Annotated[int, Field(json_schema_extra={"element": "AAC040"})]
"""A declared wage 缴费工资."""

ContributionBase = Annotated[int, Field(json_schema_extra={"element": "AAE180"})]
"""A contribution base 缴费基数."""

EmployerDue = Annotated[int, Field(json_schema_extra={"element": "AAE020"})]
"""What the employer owes 单位应缴金额."""

EmployeeDue = Annotated[int, Field(json_schema_extra={"element": "AAE022"})]
"""What the employee owes 个人应缴金额."""

AccountBalance = Annotated[int, Field(json_schema_extra={"element": "AAE240"})]
"""The balance of an individual account 账户余额."""

PooledAmount = Annotated[int, Field(json_schema_extra={"element": "AIC103"})]
"""The pooled part of a transfer 统筹部分转移金额."""

BenefitAmount = Annotated[int, Field(json_schema_extra={"element": "AAE019"})]
"""An amount of benefit 待遇金额."""

AccountPart = Annotated[int, Field(json_schema_extra={"element": "EIC013"})]
"""What of a benefit the individual account pays 个账支付金额."""

ReceivedOn = Annotated[date, Field(json_schema_extra={"element": "EAD131"})]
"""The day money was received 到账日期."""
