"""The national books: trial balances, province by province and consolidated, with their checks."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Whole
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now, said
from tongchou.channels.supervisor.access import for_supervisors
from tongchou.channels.supervisor.lists import BALANCE
from tongchou.ledger.books import Book
from tongchou.ministry.books.queries import national_books
from tongchou.standards import codes
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.time import beijing_day, month_of, month_on, month_text


@require_safe
@for_supervisors
@shows_nobody
def show_books(request: HttpRequest) -> HttpResponseBase:
    """Show a book at a month's end: the country, or one province, or one account by province."""
    this_month = month_on(beijing_day(now()))
    try:
        book = Book(request.GET.get("book") or Book.FUND)
    except ValueError:
        raise Http404 from None
    try:
        month, month_fault = month_of(request.GET.get("month") or month_text(this_month)), ""
    except ValueError:
        month = this_month
        month_fault = said(request, "月份应写成 2024-09。", "Write a month as 2024-09.")
    scheme = request.GET.get("scheme") or EMPLOYEES
    if scheme not in codes.table("schemes"):
        raise Http404
    asked = urlencode({"scheme": scheme, "book": book.value, "month": month_text(month)})
    province, account = request.GET.get("province", ""), request.GET.get("account", "")
    books = national_books(month, scheme=scheme, book=book)
    rows = [row for row in books.rows if province in {"", row.province}]
    shown = rows if province else books.consolidated
    by_province = [row for row in books.rows if row.account == account] if account else []
    if not month_fault and (file := exported(request, Whole(BALANCE, by_province or shown))):
        return file
    facts = {
        "section": "books",
        "month": month_text(month),
        "month_fault": month_fault,
        "book": book,
        "scheme": scheme,
        "schemes": list(codes.table("schemes")),
        "asked": asked,
        "account_url": f"?{asked}&account=",
        "province_code": province,
        "account": account,
        "books": books,
        "provinces": sorted({row.province for row in books.rows}),
        "rows": shown,
        "by_province": by_province,
        "account_known": account in codes.table("fund_accounts"),
    }
    status = 422 if month_fault else 200
    return render(request, "supervisor/books.html", facts, status=status)
