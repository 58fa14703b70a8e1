"""A visit to Melo by a client that grpcio-tools made from proto/: prints as JSON what it saw."""

import json
import re
import sys
import time
import urllib.request
import uuid

import grpc
from buf.validate import validate_pb2
from google.protobuf import descriptor_pool
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status
from melo.accounts.v1 import account_pb2, account_service_pb2, account_service_pb2_grpc
from melo.money.v1 import money_pb2
from melo.notifications.v1 import notification_service_pb2, notification_service_pb2_grpc
from melo.transactions.v1 import transaction_pb2, transaction_service_pb2, transaction_service_pb2_grpc
from melo.users.v1 import auth_service_pb2, auth_service_pb2_grpc

WAIT_S = 30
DEADLINE_S = 30
PASSWORD = "eleven calm foxes count tides"


def main(address, ca, mail, email, day):
    with open(ca, "rb") as file:
        credentials = grpc.ssl_channel_credentials(file.read())
    with grpc.secure_channel(address, credentials) as channel:
        json.dump(visit(channel, mail, email, day), sys.stdout)


def visit(channel, mail, email, day):
    auth = auth_service_pb2_grpc.AuthServiceStub(channel)
    accounts = account_service_pb2_grpc.AccountServiceStub(channel)
    transactions = transaction_service_pb2_grpc.TransactionServiceStub(channel)

    register = auth_service_pb2.RegisterRequest(email=email, password=PASSWORD, name="Py", request_id=request_id())
    auth.Register(register, timeout=DEADLINE_S)
    verify = auth_service_pb2.VerifyEmailRequest(
        token=mailed_token(mail, email), password=PASSWORD, request_id=request_id()
    )
    auth.VerifyEmail(verify, timeout=DEADLINE_S)
    sign_in = auth_service_pb2.SignInRequest(email=email, password=PASSWORD, request_id=request_id())
    session = auth.SignIn(sign_in, timeout=DEADLINE_S)
    signed = {"metadata": [("authorization", "Bearer " + session.access_token)], "timeout": DEADLINE_S}

    watching = notification_service_pb2_grpc.NotificationServiceStub(channel).WatchNotifications(
        notification_service_pb2.WatchNotificationsRequest(), **signed
    )
    next(watching)  # It is open.

    account = account_pb2.Account(
        name="Savings",
        type=account_pb2.ACCOUNT_TYPE_SAVINGS,
        opening_date=day,
        opening_balance=euros(0),
    )
    create = account_service_pb2.CreateAccountRequest(account=account, request_id=request_id())
    account = accounts.CreateAccount(create, **signed).account

    def spend(units, account_id=account.id, posting_date=day):
        transaction = transaction_pb2.Transaction(account_id=account_id, posting_date=posting_date, amount=euros(units))
        asked = transaction_service_pb2.CreateTransactionRequest(transaction=transaction, request_id=request_id())
        return transactions.CreateTransaction(asked, **signed).transaction

    created = [spend(units).id for units in (2**53 + 1, -(2**53 + 1), -1)]
    pages, listed = pages_of(transactions, signed)
    return {
        "accountId": account.id,
        "created": created,
        "pages": pages,
        "amounts": {one.id: str(one.amount.minor_units) for one in listed},
        "changed": changed_household(watching),
        "household": account.household_id,
        "rejected": rejection(lambda: spend(1, account_id=str(uuid.uuid4()))),
        "invalid": rejection(lambda: spend(1, posting_date="tomorrow")),
        "outsider": rejection(lambda: accounts.ListAccounts(account_service_pb2.ListAccountsRequest(), timeout=DEADLINE_S)),
        "reflected": reflected(channel),
    }


def pages_of(transactions, signed):
    """Ids page by page, and all transactions."""
    pages, listed, token = [], [], ""
    while True:
        asked = transaction_service_pb2.ListTransactionsRequest(page_size=2, page_token=token)
        answer = transactions.ListTransactions(asked, **signed)
        pages.append([one.id for one in answer.transactions])
        listed.extend(answer.transactions)
        token = answer.next_page_token
        if not token:
            return pages, listed


def changed_household(watching):
    """The household of the first change that the stream tells."""
    for message in watching:
        if message.WhichOneof("content") == "change":
            watching.cancel()
            return message.change.household_id


def rejection(call):
    """Code, google.rpc.ErrorInfo and buf.validate.Violations of a rejected call."""
    try:
        call()
    except grpc.RpcError as error:
        status = rpc_status.from_call(error)
        said = {"code": error.code().name, "reason": "", "domain": "", "fields": []}
        for detail in status.details if status else []:
            info, violations = error_details_pb2.ErrorInfo(), validate_pb2.Violations()
            if detail.Unpack(info):
                said.update(reason=info.reason, domain=info.domain)
            if detail.Unpack(violations):
                for violation in violations.violations:
                    said["fields"].append(".".join(part.field_name for part in violation.field.elements))
        return said
    return {"code": "OK"}


def reflected(channel):
    """What reflection says of Money, in the words of Python's own client."""
    database = ProtoReflectionDescriptorDatabase(channel)
    pool = descriptor_pool.DescriptorPool(database)
    money = GetMessageClass(pool.FindMessageTypeByName("melo.money.v1.Money"))
    fields = [field.name for field in money.DESCRIPTOR.fields]
    return {"services": sorted(database.get_services()), "money": fields}


def mailed_token(mail, email):
    """The token of the verifying mail in the mail catcher."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        with urllib.request.urlopen(mail + "/api/email") as answer:
            for one in json.load(answer):
                found = re.search(r"verify\?token=([\w.-]+)", one["text"])
                if found and any(to["address"].lower() == email for to in one["to"]):
                    return found.group(1)
        time.sleep(0.1)
    raise TimeoutError("no verifying mail to " + email)


def euros(minor_units):
    return money_pb2.Money(currency_code="EUR", minor_units=minor_units)


def request_id():
    return str(uuid.uuid4())


main(*sys.argv[1:])
