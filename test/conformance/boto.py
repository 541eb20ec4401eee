# SPDX-FileCopyrightText: The Cosell authors
# SPDX-License-Identifier: Apache-2.0

"""AWS's SDK for Python against the running program: writing, typed exceptions, and every paginator that botocore has.

The models come from AWS_DATA_PATH, so that an older boto3 knows both services.
"""

import datetime
import json
import os
import unittest
import uuid

import boto3
from botocore.config import Config

with open(os.environ["COSELL_FACTS"], encoding="utf-8") as file:
    FACTS = json.load(file)

CATALOG = "Sandbox"
SOLUTION = "S-1234567"  # always there in the catalog Sandbox, and active


def client(service, keys, **more):
    """A client of a service with a partner's keys. Nothing is tried again: a refusal is what is tested."""
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=FACTS["aws"],
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        config=Config(retries={"max_attempts": 0}),
        **more,
    )


MINE, THEIRS = FACTS["partners"][:2]
selling = client("partnercentral-selling", MINE)
account = client("partnercentral-account", MINE)


def token():
    return str(uuid.uuid4())


def complete(**change):
    """An opportunity that lacks nothing for a submission but its solution."""
    close = datetime.date.today() + datetime.timedelta(days=90)
    request = {
        "Catalog": CATALOG,
        "ClientToken": token(),
        "Origin": "Partner Referral",
        "OpportunityType": "Net New Business",
        "NationalSecurity": "No",
        "PartnerOpportunityIdentifier": "crm-" + token(),
        "PrimaryNeedsFromAws": ["Co-Sell - Architectural Validation"],
        "Customer": {
            "Account": {
                "CompanyName": "東雲ロボティクス",
                "Industry": "Manufacturing",
                "WebsiteUrl": "https://shinonome.example",
                "Address": {"CountryCode": "US", "PostalCode": "98101", "StateOrRegion": "Washington", "City": "Seattle"},
            }
        },
        "Project": {
            "Title": "Fleet telemetry",
            "CustomerBusinessProblem": "Robots report their faults by hand; the plant wants them collected at once.",
            "CustomerUseCase": "IOT",
            "DeliveryModels": ["SaaS or PaaS"],
            "ExpectedCustomerSpend": [{"Amount": "2500", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}],
            "SalesActivities": ["Initialized discussions with customer"],
        },
        "Marketing": {"Source": "None"},
        "LifeCycle": {"Stage": "Prospect", "TargetCloseDate": close.isoformat(), "NextSteps": "Agree on the pilot line"},
    }
    request.update(change)
    return request


def create(**change):
    return selling.create_opportunity(**complete(**change))["Id"]


def submit(identifier):
    selling.associate_opportunity(
        Catalog=CATALOG, OpportunityIdentifier=identifier, RelatedEntityType="Solutions", RelatedEntityIdentifier=SOLUTION
    )
    return selling.start_engagement_from_opportunity_task(
        Catalog=CATALOG,
        Identifier=identifier,
        ClientToken=token(),
        AwsSubmission={"InvolvementType": "Co-Sell", "Visibility": "Full"},
    )


def update(identifier, edit):
    """What the guide tells clients: read the whole record, edit it, send it back with the date of its last change."""
    record = selling.get_opportunity(Catalog=CATALOG, Identifier=identifier)
    edit(record)
    known = selling.meta.service_model.operation_model("UpdateOpportunity").input_shape.members
    record["Identifier"] = record["Id"]
    return selling.update_opportunity(**{name: value for name, value in record.items() if name in known})


class Writing(unittest.TestCase):
    def test_an_opportunity_is_created_submitted_questioned_mended_and_approved(self):
        identifier = create()
        task = submit(identifier)
        self.assertEqual(task["TaskStatus"], "COMPLETE")
        self.assertIsInstance(task["StartTime"], datetime.datetime)

        def ask(record):
            record["LifeCycle"].update(ReviewStatus="Action Required", ReviewComments="Which street?")

        update(identifier, ask)
        update(identifier, lambda record: record["Customer"]["Account"]["Address"].update(StreetAddress="1402 Third Avenue"))
        got = selling.get_opportunity(Catalog=CATALOG, Identifier=identifier)
        self.assertEqual(got["LifeCycle"]["ReviewStatus"], "Submitted")
        self.assertEqual(got["Customer"]["Account"]["CompanyName"], "東雲ロボティクス")
        update(identifier, lambda record: record["LifeCycle"].update(ReviewStatus="Approved"))
        got = selling.get_opportunity(Catalog=CATALOG, Identifier=identifier)
        self.assertEqual(got["LifeCycle"]["ReviewStatus"], "Approved")

    def test_the_same_token_makes_one_opportunity(self):
        request = complete()
        self.assertEqual(selling.create_opportunity(**request)["Id"], selling.create_opportunity(**request)["Id"])


class Exceptions(unittest.TestCase):
    def refused(self, exception, call, **request):
        with self.assertRaises(exception) as caught:
            call(**request)
        answer = caught.exception.response
        self.assertRegex(answer["ResponseMetadata"]["RequestId"], "^[0-9a-f-]{36}$")
        return answer

    def test_a_broken_rule_is_a_validation_exception_with_its_fields(self):
        request = complete()
        request["LifeCycle"]["TargetCloseDate"] = "2020-01-01"
        answer = self.refused(selling.exceptions.ValidationException, selling.create_opportunity, **request)
        self.assertEqual(answer["Reason"], "BUSINESS_VALIDATION_FAILED")
        self.assertIn("lifeCycle.targetCloseDate", [e["FieldName"] for e in answer["ErrorList"]])

    def test_what_is_not_there_is_a_resource_not_found_exception(self):
        absent = {"Catalog": CATALOG, "Identifier": "O9999999999999"}
        self.refused(selling.exceptions.ResourceNotFoundException, selling.get_opportunity, **absent)
        answer = self.refused(
            account.exceptions.ResourceNotFoundException, account.get_partner, Catalog=CATALOG, Identifier="partner-0000000000000"
        )
        self.assertEqual(answer["Reason"], "PARTNER_NOT_FOUND")

    def test_a_token_that_is_used_twice_and_an_old_record_are_conflict_exceptions(self):
        request = complete()
        identifier = selling.create_opportunity(**request)["Id"]
        request["Project"]["Title"] = "Another one"
        self.refused(selling.exceptions.ConflictException, selling.create_opportunity, **request)
        update(identifier, lambda record: record["LifeCycle"].update(NextSteps="Call"))
        old = complete(Identifier=identifier, LastModifiedDate=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc))
        for name in ("ClientToken", "Origin"):
            old.pop(name)
        self.refused(selling.exceptions.ConflictException, selling.update_opportunity, **old)

    def test_a_key_that_nobody_has_is_denied(self):
        nobody = client("partnercentral-selling", {"accessKeyId": "AKIA0000000000000000", "secretAccessKey": "x"})
        with self.assertRaises(nobody.exceptions.ClientError) as caught:
            nobody.list_opportunities(Catalog=CATALOG)
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 403)


class Paginators(unittest.TestCase):
    """Each paginator meets, one at a time, what one call meets at once. New ones of a later botocore must be added here."""

    @classmethod
    def setUpClass(cls):
        tasks = [submit(create()) for _ in range(2)]
        engagement = tasks[0]["EngagementId"]
        opportunity = tasks[0]["OpportunityId"]
        lead = {
            "Customer": {"CompanyName": "Tidewater Robotics", "Industry": "Manufacturing"},
            "Interactions": [
                {
                    "SourceType": "Event",
                    "Usecase": "Analytics",
                    "BusinessProblem": "Robots report their faults by hand; the plant wants them at once.",
                    "Contact": {"BusinessTitle": "CIO", "Email": "mina.park@tidewater.example", "FirstName": "Mina", "LastName": "Park"},
                }
            ],
        }
        leads = [
            selling.create_engagement(
                Catalog=CATALOG,
                ClientToken=token(),
                Title="Fleet telemetry",
                Description="Faults at once",
                Contexts=[{"Type": "Lead", "Payload": {"Lead": lead}}],
            )["Id"]
            for _ in range(2)
        ]
        for one in leads:
            selling.start_opportunity_from_engagement_task(Catalog=CATALOG, ClientToken=token(), Identifier=one, ContextIdentifier="1")
            selling.start_prospecting_from_engagement_task(Catalog=CATALOG, ClientToken=token(), Identifiers=[one], TaskName="boto3")
            create(Origin="AWS Referral")
        pending = selling.list_engagement_invitations(Catalog=CATALOG, ParticipantType="RECEIVER", Status=["PENDING"])
        for invitation in pending["EngagementInvitationSummaries"][:2]:
            selling.start_engagement_by_accepting_invitation_task(Catalog=CATALOG, ClientToken=token(), Identifier=invitation["Id"])
        for _ in range(2):
            selling.create_resource_snapshot(
                Catalog=CATALOG,
                ClientToken=token(),
                EngagementIdentifier=engagement,
                ResourceType="Opportunity",
                ResourceIdentifier=opportunity,
                ResourceSnapshotTemplateIdentifier="OpportunitySummaryView",
            )
        # What each list is asked, and which of its elements' members name an element.
        cls.lists = {
            "list_connection_invitations": (account, {}, ("Id",), 0),
            "list_connections": (account, {}, ("Id",), 1),
            "list_partners": (account, {}, ("Id",), 1),
            "list_engagement_by_accepting_invitation_tasks": (selling, {}, ("TaskId",), 2),
            "list_engagement_from_opportunity_tasks": (selling, {"EngagementIdentifier": [t["EngagementId"] for t in tasks]}, ("TaskId",), 2),
            "list_engagement_invitations": (selling, {"ParticipantType": "SENDER", "EngagementIdentifier": [t["EngagementId"] for t in tasks]}, ("Id",), 2),
            "list_engagement_members": (selling, {"Identifier": engagement}, ("AccountId",), 1),
            "list_engagement_resource_associations": (selling, {"EngagementIdentifier": engagement}, ("ResourceId",), 1),
            "list_engagements": (selling, {"EngagementIdentifier": leads}, ("Id",), 2),
            "list_opportunities": (selling, {"Identifier": [t["OpportunityId"] for t in tasks]}, ("Id",), 2),
            "list_opportunity_from_engagement_tasks": (selling, {"EngagementIdentifier": leads}, ("TaskId",), 2),
            "list_prospecting_from_engagement_tasks": (selling, {"TaskName": ["boto3"]}, ("TaskId",), 2),
            "list_resource_snapshot_jobs": (selling, {"EngagementIdentifier": engagement}, ("Id",), 1),
            "list_resource_snapshots": (selling, {"EngagementIdentifier": engagement, "ResourceIdentifier": opportunity}, ("Revision", "ResourceSnapshotTemplateName"), 3),
            "list_solutions": (selling, {}, ("Id",), 1),
        }

    def test_every_paginator_meets_each_element_once(self):
        for service in (selling, account):
            for operation in service.meta.method_to_api_mapping:
                if not service.can_paginate(operation):
                    continue
                with self.subTest(operation):
                    self.assertIn(operation, self.lists, "say here what to ask it")
                    asked, request, names, least = self.lists[operation]
                    self.assertIs(asked, service)
                    self.meets(service, operation, request, names, least)

    def meets(self, service, operation, request, names, least):
        paginator = service.get_paginator(operation)
        key = paginator.result_keys[0].expression
        request = {"Catalog": CATALOG, **request}

        def named(elements):
            return [tuple(str(element.get(name)) for name in names) for element in elements]

        size = {"PageSize": 1} if paginator._limit_key else {}
        pages = list(paginator.paginate(**request, PaginationConfig=size))
        found = [name for page in pages for name in named(page[key])]
        if size:
            for page in pages:
                self.assertLessEqual(len(page[key]), 1)
        self.assertEqual(len(found), len(set(found)), "an element is met twice")
        self.assertGreaterEqual(len(found), least)
        whole = [name for page in paginator.paginate(**request) for name in named(page[key])]
        self.assertEqual(sorted(found), sorted(whole))


class OtherServices(unittest.TestCase):
    def test_sts_says_who_one_is(self):
        who = client("sts", MINE).get_caller_identity()
        self.assertEqual(who["Account"], MINE["accountId"])

    def test_eventbridge_pages_its_rules(self):
        events = client("events", MINE)
        names = [f"boto3-{token()[:8]}-{n}" for n in range(3)]
        for name in names:
            events.put_rule(Name=name, EventPattern='{"source":["aws.partnercentral-selling"]}')
        pages = events.get_paginator("list_rules").paginate(NamePrefix="boto3-", PaginationConfig={"PageSize": 1})
        met = [rule["Name"] for page in pages for rule in page["Rules"]]
        self.assertTrue(set(names) <= set(met) and len(met) == len(set(met)))
        for name in names:
            events.delete_rule(Name=name)


if __name__ == "__main__":
    unittest.main()
