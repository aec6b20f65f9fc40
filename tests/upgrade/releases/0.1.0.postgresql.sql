SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.accounts_auditevent_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'accounts_auditevent rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.accounts_auditevent_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."verb" IS DISTINCT FROM NEW."verb" OR OLD."subject_type" IS DISTINCT FROM NEW."subject_type" OR OLD."subject_key" IS DISTINCT FROM NEW."subject_key" OR OLD."reason" IS DISTINCT FROM NEW."reason" OR OLD."at" IS DISTINCT FROM NEW."at" THEN RAISE EXCEPTION 'accounts_auditevent rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.certificates_certificate_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'certificates_certificate rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.certificates_certificate_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."code" IS DISTINCT FROM NEW."code" OR OLD."award_key" IS DISTINCT FROM NEW."award_key" OR OLD."holder_name" IS DISTINCT FROM NEW."holder_name" OR OLD."course_slug" IS DISTINCT FROM NEW."course_slug" OR OLD."course_title" IS DISTINCT FROM NEW."course_title" OR OLD."edition_number" IS DISTINCT FROM NEW."edition_number" OR OLD."edition_digest" IS DISTINCT FROM NEW."edition_digest" OR OLD."language" IS DISTINCT FROM NEW."language" OR OLD."module_count" IS DISTINCT FROM NEW."module_count" OR OLD."quiz_count" IS DISTINCT FROM NEW."quiz_count" OR OLD."pass_mark" IS DISTINCT FROM NEW."pass_mark" OR OLD."minutes" IS DISTINCT FROM NEW."minutes" OR OLD."completed_on" IS DISTINCT FROM NEW."completed_on" OR OLD."completed_zone" IS DISTINCT FROM NEW."completed_zone" OR OLD."issued_at" IS DISTINCT FROM NEW."issued_at" OR OLD."issued_zone" IS DISTINCT FROM NEW."issued_zone" OR OLD."waived" IS DISTINCT FROM NEW."waived" OR OLD."review_state" IS DISTINCT FROM NEW."review_state" OR OLD."accreditation" IS DISTINCT FROM NEW."accreditation" OR OLD."limits" IS DISTINCT FROM NEW."limits" OR OLD."provider_name" IS DISTINCT FROM NEW."provider_name" OR OLD."provider_address" IS DISTINCT FROM NEW."provider_address" OR OLD."provider_web" IS DISTINCT FROM NEW."provider_web" OR OLD."provider_contact" IS DISTINCT FROM NEW."provider_contact" OR OLD."signatory_name" IS DISTINCT FROM NEW."signatory_name" OR OLD."signatory_title" IS DISTINCT FROM NEW."signatory_title" OR OLD."paper" IS DISTINCT FROM NEW."paper" OR OLD."verify_url" IS DISTINCT FROM NEW."verify_url" OR OLD."pdf_name" IS DISTINCT FROM NEW."pdf_name" OR OLD."pdf_sha256" IS DISTINCT FROM NEW."pdf_sha256" OR OLD."sequence" IS DISTINCT FROM NEW."sequence" OR OLD."previous_hash" IS DISTINCT FROM NEW."previous_hash" OR OLD."record_hash" IS DISTINCT FROM NEW."record_hash" THEN RAISE EXCEPTION 'certificates_certificate rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_acknowledgement_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = OLD.enrolment_id AND e.user_id IS NULL)) THEN RAISE EXCEPTION 'course_acknowledgement rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_acknowledgement_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."enrolment_id" IS DISTINCT FROM NEW."enrolment_id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."acknowledged_at" IS DISTINCT FROM NEW."acknowledged_at" THEN RAISE EXCEPTION 'course_acknowledgement rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_asset_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_asset rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_asset_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."path" IS DISTINCT FROM NEW."path" OR OLD."sha256" IS DISTINCT FROM NEW."sha256" OR OLD."suffix" IS DISTINCT FROM NEW."suffix" THEN RAISE EXCEPTION 'course_asset rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_completion_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = OLD.enrolment_id AND e.user_id IS NULL)) THEN RAISE EXCEPTION 'course_completion rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_completion_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."enrolment_id" IS DISTINCT FROM NEW."enrolment_id" OR OLD."unit_id" IS DISTINCT FROM NEW."unit_id" OR OLD."unit_key" IS DISTINCT FROM NEW."unit_key" OR OLD."revision" IS DISTINCT FROM NEW."revision" OR OLD."completed_at" IS DISTINCT FROM NEW."completed_at" OR OLD."completed_on" IS DISTINCT FROM NEW."completed_on" OR OLD."earned" IS DISTINCT FROM NEW."earned" OR OLD."possible" IS DISTINCT FROM NEW."possible" OR OLD."waived_because" IS DISTINCT FROM NEW."waived_because" THEN RAISE EXCEPTION 'course_completion rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_contributor_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_contributor rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_contributor_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."position" IS DISTINCT FROM NEW."position" OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."role" IS DISTINCT FROM NEW."role" THEN RAISE EXCEPTION 'course_contributor rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_edition_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_edition rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_edition_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."course_id" IS DISTINCT FROM NEW."course_id" OR OLD."number" IS DISTINCT FROM NEW."number" OR OLD."digest" IS DISTINCT FROM NEW."digest" OR OLD."title" IS DISTINCT FROM NEW."title" OR OLD."short_title" IS DISTINCT FROM NEW."short_title" OR OLD."language" IS DISTINCT FROM NEW."language" OR OLD."promise" IS DISTINCT FROM NEW."promise" OR OLD."audience" IS DISTINCT FROM NEW."audience" OR OLD."method" IS DISTINCT FROM NEW."method" OR OLD."limits" IS DISTINCT FROM NEW."limits" OR OLD."wont" IS DISTINCT FROM NEW."wont" OR OLD."disclosures" IS DISTINCT FROM NEW."disclosures" OR OLD."funding" IS DISTINCT FROM NEW."funding" OR OLD."accreditation" IS DISTINCT FROM NEW."accreditation" OR OLD."pass_mark" IS DISTINCT FROM NEW."pass_mark" OR OLD."minutes" IS DISTINCT FROM NEW."minutes" OR OLD."released_on" IS DISTINCT FROM NEW."released_on" OR OLD."reviewed_on" IS DISTINCT FROM NEW."reviewed_on" OR OLD."expires_on" IS DISTINCT FROM NEW."expires_on" OR OLD."published_at" IS DISTINCT FROM NEW."published_at" OR OLD."published_by_id" IS DISTINCT FROM NEW."published_by_id" THEN RAISE EXCEPTION 'course_edition rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_fact_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_fact rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_fact_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."tag" IS DISTINCT FROM NEW."tag" OR OLD."text" IS DISTINCT FROM NEW."text" OR OLD."confidence" IS DISTINCT FROM NEW."confidence" OR OLD."review_by" IS DISTINCT FROM NEW."review_by" THEN RAISE EXCEPTION 'course_fact rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_fact_references_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_fact_references rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_fact_references_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."fact_id" IS DISTINCT FROM NEW."fact_id" OR OLD."reference_id" IS DISTINCT FROM NEW."reference_id" THEN RAISE EXCEPTION 'course_fact_references rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_fact_units_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_fact_units rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_fact_units_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."fact_id" IS DISTINCT FROM NEW."fact_id" OR OLD."unit_id" IS DISTINCT FROM NEW."unit_id" THEN RAISE EXCEPTION 'course_fact_units rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_glossaryterm_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_glossaryterm rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_glossaryterm_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."key" IS DISTINCT FROM NEW."key" OR OLD."term" IS DISTINCT FROM NEW."term" OR OLD."definition" IS DISTINCT FROM NEW."definition" THEN RAISE EXCEPTION 'course_glossaryterm rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_guidepage_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_guidepage rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_guidepage_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."key" IS DISTINCT FROM NEW."key" OR OLD."position" IS DISTINCT FROM NEW."position" OR OLD."title" IS DISTINCT FROM NEW."title" OR OLD."html" IS DISTINCT FROM NEW."html" THEN RAISE EXCEPTION 'course_guidepage rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_module_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_module rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_module_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."key" IS DISTINCT FROM NEW."key" OR OLD."position" IS DISTINCT FROM NEW."position" OR OLD."title" IS DISTINCT FROM NEW."title" OR OLD."summary" IS DISTINCT FROM NEW."summary" OR OLD."digest" IS DISTINCT FROM NEW."digest" THEN RAISE EXCEPTION 'course_module rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_modulereview_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_modulereview rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_modulereview_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."course_id" IS DISTINCT FROM NEW."course_id" OR OLD."module_key" IS DISTINCT FROM NEW."module_key" OR OLD."digest" IS DISTINCT FROM NEW."digest" OR OLD."reviewer_id" IS DISTINCT FROM NEW."reviewer_id" AND NEW."reviewer_id" IS NOT NULL OR OLD."reviewer_name" IS DISTINCT FROM NEW."reviewer_name" OR OLD."reviewer_profession" IS DISTINCT FROM NEW."reviewer_profession" OR OLD."disclosure" IS DISTINCT FROM NEW."disclosure" OR OLD."signed_on" IS DISTINCT FROM NEW."signed_on" OR OLD."signed_at" IS DISTINCT FROM NEW."signed_at" THEN RAISE EXCEPTION 'course_modulereview rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_objective_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_objective rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_objective_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."module_id" IS DISTINCT FROM NEW."module_id" OR OLD."key" IS DISTINCT FROM NEW."key" OR OLD."text" IS DISTINCT FROM NEW."text" OR OLD."bloom" IS DISTINCT FROM NEW."bloom" OR OLD."position" IS DISTINCT FROM NEW."position" THEN RAISE EXCEPTION 'course_objective rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_passage_facts_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_passage_facts rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_passage_facts_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."passage_id" IS DISTINCT FROM NEW."passage_id" OR OLD."fact_id" IS DISTINCT FROM NEW."fact_id" THEN RAISE EXCEPTION 'course_passage_facts rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_passage_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_passage rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_passage_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."unit_id" IS DISTINCT FROM NEW."unit_id" OR OLD."key" IS DISTINCT FROM NEW."key" OR OLD."position" IS DISTINCT FROM NEW."position" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."text" IS DISTINCT FROM NEW."text" OR OLD."html" IS DISTINCT FROM NEW."html" OR OLD."critical" IS DISTINCT FROM NEW."critical" THEN RAISE EXCEPTION 'course_passage rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_reference_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_reference rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_reference_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."tag" IS DISTINCT FROM NEW."tag" OR OLD."title" IS DISTINCT FROM NEW."title" OR OLD."source" IS DISTINCT FROM NEW."source" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."participants" IS DISTINCT FROM NEW."participants" OR OLD."url" IS DISTINCT FROM NEW."url" OR OLD."seen" IS DISTINCT FROM NEW."seen" THEN RAISE EXCEPTION 'course_reference rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_unit_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_unit rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_unit_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."edition_id" IS DISTINCT FROM NEW."edition_id" OR OLD."module_id" IS DISTINCT FROM NEW."module_id" OR OLD."key" IS DISTINCT FROM NEW."key" OR OLD."revision" IS DISTINCT FROM NEW."revision" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."position" IS DISTINCT FROM NEW."position" OR OLD."number" IS DISTINCT FROM NEW."number" OR OLD."title" IS DISTINCT FROM NEW."title" OR OLD."required" IS DISTINCT FROM NEW."required" OR OLD."is_final" IS DISTINCT FROM NEW."is_final" OR OLD."sample" IS DISTINCT FROM NEW."sample" OR OLD."minutes" IS DISTINCT FROM NEW."minutes" OR OLD."digest" IS DISTINCT FROM NEW."digest" OR OLD."html" IS DISTINCT FROM NEW."html" THEN RAISE EXCEPTION 'course_unit rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_unit_objectives_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_unit_objectives rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_unit_objectives_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."unit_id" IS DISTINCT FROM NEW."unit_id" OR OLD."objective_id" IS DISTINCT FROM NEW."objective_id" THEN RAISE EXCEPTION 'course_unit_objectives rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.course_unitreference_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'course_unitreference rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.course_unitreference_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."unit_id" IS DISTINCT FROM NEW."unit_id" OR OLD."reference_id" IS DISTINCT FROM NEW."reference_id" OR OLD."number" IS DISTINCT FROM NEW."number" THEN RAISE EXCEPTION 'course_unitreference rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_accommodation_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = OLD.enrolment_id AND e.user_id IS NULL)) THEN RAISE EXCEPTION 'quizzes_accommodation rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_accommodation_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."enrolment_id" IS DISTINCT FROM NEW."enrolment_id" OR OLD."unit_key" IS DISTINCT FROM NEW."unit_key" OR OLD."extra_time_percent" IS DISTINCT FROM NEW."extra_time_percent" OR OLD."extra_attempts" IS DISTINCT FROM NEW."extra_attempts" OR OLD."reason" IS DISTINCT FROM NEW."reason" OR OLD."granted_by_id" IS DISTINCT FROM NEW."granted_by_id" AND NEW."granted_by_id" IS NOT NULL OR OLD."granted_at" IS DISTINCT FROM NEW."granted_at" THEN RAISE EXCEPTION 'quizzes_accommodation rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_attempt_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = OLD.enrolment_id AND e.user_id IS NULL)) THEN RAISE EXCEPTION 'quizzes_attempt rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_attempt_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."enrolment_id" IS DISTINCT FROM NEW."enrolment_id" OR OLD."quiz_id" IS DISTINCT FROM NEW."quiz_id" OR OLD."unit_key" IS DISTINCT FROM NEW."unit_key" OR OLD."number" IS DISTINCT FROM NEW."number" OR OLD."puts_right_id" IS DISTINCT FROM NEW."puts_right_id" OR OLD."started_at" IS DISTINCT FROM NEW."started_at" OR OLD."seed" IS DISTINCT FROM NEW."seed" OR (OLD."state" IS DISTINCT FROM NEW."state" OR OLD."deadline_at" IS DISTINCT FROM NEW."deadline_at" OR OLD."submitted_at" IS DISTINCT FROM NEW."submitted_at" OR OLD."submit_key" IS DISTINCT FROM NEW."submit_key" OR OLD."submit_reason" IS DISTINCT FROM NEW."submit_reason") AND NOT (OLD.state = 'open' AND (NEW.deadline_at IS NULL) = (OLD.deadline_at IS NULL) AND (OLD.deadline_at IS NULL OR NEW.deadline_at >= OLD.deadline_at)) THEN RAISE EXCEPTION 'quizzes_attempt rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_attemptitem_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM quizzes_attempt a WHERE a.id = OLD.attempt_id AND EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = a.enrolment_id AND e.user_id IS NULL))) THEN RAISE EXCEPTION 'quizzes_attemptitem rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_attemptitem_no_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM quizzes_attempt a JOIN quizzes_bankitem b ON b.quiz_id = a.quiz_id JOIN quizzes_questionversion v ON v.id = b.version_id WHERE a.id = NEW.attempt_id AND a.state = 'open' AND b.id = NEW.bank_item_id AND v.id = NEW.version_id AND v.question_id = NEW.question_id)) THEN RAISE EXCEPTION 'quizzes_attemptitem rows are records: insert refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_attemptitem_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."attempt_id" IS DISTINCT FROM NEW."attempt_id" OR OLD."position" IS DISTINCT FROM NEW."position" OR OLD."bank_item_id" IS DISTINCT FROM NEW."bank_item_id" OR OLD."question_id" IS DISTINCT FROM NEW."question_id" OR OLD."version_id" IS DISTINCT FROM NEW."version_id" OR OLD."points" IS DISTINCT FROM NEW."points" OR OLD."option_order" IS DISTINCT FROM NEW."option_order" OR (OLD."response" IS DISTINCT FROM NEW."response" OR OLD."seq" IS DISTINCT FROM NEW."seq" OR OLD."saved_at" IS DISTINCT FROM NEW."saved_at" OR OLD."checked_at" IS DISTINCT FROM NEW."checked_at" OR OLD."flagged" IS DISTINCT FROM NEW."flagged" OR OLD."sureness" IS DISTINCT FROM NEW."sureness" AND NEW."sureness" IS NOT NULL) AND NOT (EXISTS (SELECT 1 FROM quizzes_attempt a WHERE a.id = OLD.attempt_id AND a.state = 'open')) THEN RAISE EXCEPTION 'quizzes_attemptitem rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_bankitem_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'quizzes_bankitem rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_bankitem_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."quiz_id" IS DISTINCT FROM NEW."quiz_id" OR OLD."position" IS DISTINCT FROM NEW."position" OR OLD."version_id" IS DISTINCT FROM NEW."version_id" OR OLD."points" IS DISTINCT FROM NEW."points" OR OLD."group" IS DISTINCT FROM NEW."group" OR OLD."must_pass" IS DISTINCT FROM NEW."must_pass" OR OLD."rendered" IS DISTINCT FROM NEW."rendered" OR OLD."remediation_url" IS DISTINCT FROM NEW."remediation_url" OR OLD."remediation_title" IS DISTINCT FROM NEW."remediation_title" OR OLD."remediation_text" IS DISTINCT FROM NEW."remediation_text" OR OLD."file" IS DISTINCT FROM NEW."file" OR OLD."source" IS DISTINCT FROM NEW."source" THEN RAISE EXCEPTION 'quizzes_bankitem rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_bankitem_objectives_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'quizzes_bankitem_objectives rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_bankitem_objectives_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."bankitem_id" IS DISTINCT FROM NEW."bankitem_id" OR OLD."objective_id" IS DISTINCT FROM NEW."objective_id" THEN RAISE EXCEPTION 'quizzes_bankitem_objectives rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_graderun_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM quizzes_attempt a WHERE a.id = OLD.attempt_id AND EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = a.enrolment_id AND e.user_id IS NULL))) THEN RAISE EXCEPTION 'quizzes_graderun rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_graderun_no_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM quizzes_attempt a WHERE a.id = NEW.attempt_id AND a.state = 'submitted')) THEN RAISE EXCEPTION 'quizzes_graderun rows are records: insert refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_graderun_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."attempt_id" IS DISTINCT FROM NEW."attempt_id" OR OLD."run" IS DISTINCT FROM NEW."run" OR OLD."reason" IS DISTINCT FROM NEW."reason" OR OLD."order_id" IS DISTINCT FROM NEW."order_id" OR OLD."earned" IS DISTINCT FROM NEW."earned" OR OLD."possible" IS DISTINCT FROM NEW."possible" OR OLD."passed" IS DISTINCT FROM NEW."passed" OR OLD."missed_must_pass" IS DISTINCT FROM NEW."missed_must_pass" OR OLD."graded_at" IS DISTINCT FROM NEW."graded_at" THEN RAISE EXCEPTION 'quizzes_graderun rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_itemgrade_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM quizzes_graderun r JOIN quizzes_attempt a ON a.id = r.attempt_id WHERE r.id = OLD.run_id AND EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = a.enrolment_id AND e.user_id IS NULL))) THEN RAISE EXCEPTION 'quizzes_itemgrade rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_itemgrade_no_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM quizzes_graderun r JOIN quizzes_attemptitem i ON i.attempt_id = r.attempt_id JOIN quizzes_questionversion v ON v.question_id = i.question_id WHERE r.id = NEW.run_id AND i.id = NEW.item_id AND v.id = NEW.version_id)) THEN RAISE EXCEPTION 'quizzes_itemgrade rows are records: insert refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_itemgrade_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."run_id" IS DISTINCT FROM NEW."run_id" OR OLD."item_id" IS DISTINCT FROM NEW."item_id" OR OLD."version_id" IS DISTINCT FROM NEW."version_id" OR OLD."numerator" IS DISTINCT FROM NEW."numerator" OR OLD."denominator" IS DISTINCT FROM NEW."denominator" OR OLD."status" IS DISTINCT FROM NEW."status" OR OLD."state" IS DISTINCT FROM NEW."state" THEN RAISE EXCEPTION 'quizzes_itemgrade rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_itemreport_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM quizzes_attemptitem i JOIN quizzes_attempt a ON a.id = i.attempt_id WHERE i.id = OLD.item_id AND EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = a.enrolment_id AND e.user_id IS NULL))) THEN RAISE EXCEPTION 'quizzes_itemreport rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_itemreport_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."item_id" IS DISTINCT FROM NEW."item_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."text" IS DISTINCT FROM NEW."text" OR OLD."reported_at" IS DISTINCT FROM NEW."reported_at" OR OLD."owner_id" IS DISTINCT FROM NEW."owner_id" AND NEW."owner_id" IS NOT NULL OR OLD."answer" IS DISTINCT FROM NEW."answer" OR OLD."answered_by_id" IS DISTINCT FROM NEW."answered_by_id" AND NEW."answered_by_id" IS NOT NULL OR OLD."answered_at" IS DISTINCT FROM NEW."answered_at") AND NOT (OLD.answered_at IS NULL) THEN RAISE EXCEPTION 'quizzes_itemreport rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_question_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'quizzes_question rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_question_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."course_id" IS DISTINCT FROM NEW."course_id" OR OLD."ref" IS DISTINCT FROM NEW."ref" THEN RAISE EXCEPTION 'quizzes_question rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_questionversion_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'quizzes_questionversion rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_questionversion_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."question_id" IS DISTINCT FROM NEW."question_id" OR OLD."number" IS DISTINCT FROM NEW."number" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."body" IS DISTINCT FROM NEW."body" OR OLD."sha256" IS DISTINCT FROM NEW."sha256" THEN RAISE EXCEPTION 'quizzes_questionversion rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_quiz_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'quizzes_quiz rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_quiz_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."unit_id" IS DISTINCT FROM NEW."unit_id" OR OLD."purpose" IS DISTINCT FROM NEW."purpose" OR OLD."pass_mark" IS DISTINCT FROM NEW."pass_mark" OR OLD."attempts_allowed" IS DISTINCT FROM NEW."attempts_allowed" OR OLD."cooldown_minutes" IS DISTINCT FROM NEW."cooldown_minutes" OR OLD."time_limit_minutes" IS DISTINCT FROM NEW."time_limit_minutes" OR OLD."keep" IS DISTINCT FROM NEW."keep" OR OLD."review" IS DISTINCT FROM NEW."review" OR OLD."shuffle" IS DISTINCT FROM NEW."shuffle" OR OLD."file" IS DISTINCT FROM NEW."file" OR OLD."source" IS DISTINCT FROM NEW."source" THEN RAISE EXCEPTION 'quizzes_quiz rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_regradeorder_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'quizzes_regradeorder rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_regradeorder_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."version_id" IS DISTINCT FROM NEW."version_id" OR OLD."action" IS DISTINCT FROM NEW."action" OR OLD."to_version_id" IS DISTINCT FROM NEW."to_version_id" OR OLD."reason" IS DISTINCT FROM NEW."reason" OR OLD."dry_run" IS DISTINCT FROM NEW."dry_run" OR OLD."requested_by_id" IS DISTINCT FROM NEW."requested_by_id" AND NEW."requested_by_id" IS NOT NULL OR OLD."requested_at" IS DISTINCT FROM NEW."requested_at" OR OLD."approved_by_id" IS DISTINCT FROM NEW."approved_by_id" AND NEW."approved_by_id" IS NOT NULL OR OLD."approved_because" IS DISTINCT FROM NEW."approved_because" OR OLD."approved_at" IS DISTINCT FROM NEW."approved_at" OR OLD."refused_by_id" IS DISTINCT FROM NEW."refused_by_id" AND NEW."refused_by_id" IS NOT NULL OR OLD."refused_because" IS DISTINCT FROM NEW."refused_because" OR OLD."refused_at" IS DISTINCT FROM NEW."refused_at") AND NOT (OLD.approved_at IS NULL AND OLD.refused_at IS NULL) THEN RAISE EXCEPTION 'quizzes_regradeorder rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.quizzes_rule_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF NOT (FALSE) THEN RAISE EXCEPTION 'quizzes_rule rows are records: delete refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$;
CREATE FUNCTION public.quizzes_rule_no_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD."id" IS DISTINCT FROM NEW."id" OR OLD."quiz_id" IS DISTINCT FROM NEW."quiz_id" OR OLD."position" IS DISTINCT FROM NEW."position" OR OLD."item_id" IS DISTINCT FROM NEW."item_id" OR OLD."group" IS DISTINCT FROM NEW."group" OR OLD."objective_id" IS DISTINCT FROM NEW."objective_id" OR OLD."draw" IS DISTINCT FROM NEW."draw" THEN RAISE EXCEPTION 'quizzes_rule rows are records: update refused' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_auditevent (
    id bigint NOT NULL,
    verb character varying(64) NOT NULL,
    subject_type character varying(64) NOT NULL,
    subject_key character varying(64) NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id bigint
);
ALTER TABLE public.accounts_auditevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_auditevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_outgoingmail (
    id bigint NOT NULL,
    key character varying(128) NOT NULL,
    recipient character varying(254) NOT NULL,
    subject character varying(255) NOT NULL,
    body text NOT NULL,
    language character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    attempts smallint NOT NULL,
    last_error character varying(255) NOT NULL,
    CONSTRAINT accounts_outgoingmail_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.accounts_outgoingmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_outgoingmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_role (
    id bigint NOT NULL,
    name character varying(12) NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.accounts_role ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_role_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    public_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    name character varying(200) NOT NULL,
    time_zone character varying(64) NOT NULL,
    language character varying(16) NOT NULL,
    theme character varying(5) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    joined_at timestamp with time zone NOT NULL
);
CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE TABLE public.certificates_certificate (
    id bigint NOT NULL,
    code character varying(12) NOT NULL,
    award_key character varying(80) NOT NULL,
    holder_name character varying(200) NOT NULL,
    course_slug character varying(50) NOT NULL,
    course_title character varying(200) NOT NULL,
    edition_number integer NOT NULL,
    edition_digest character varying(64) NOT NULL,
    language character varying(16) NOT NULL,
    module_count smallint NOT NULL,
    quiz_count smallint NOT NULL,
    pass_mark smallint NOT NULL,
    minutes integer NOT NULL,
    completed_on date NOT NULL,
    completed_zone character varying(64) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    issued_zone character varying(64) NOT NULL,
    waived text NOT NULL,
    review_state character varying(12) NOT NULL,
    accreditation text NOT NULL,
    limits text NOT NULL,
    provider_name character varying(200) NOT NULL,
    provider_address text NOT NULL,
    provider_web character varying(200) NOT NULL,
    provider_contact character varying(254) NOT NULL,
    signatory_name character varying(200) NOT NULL,
    signatory_title character varying(200) NOT NULL,
    paper character varying(6) NOT NULL,
    verify_url character varying(300) NOT NULL,
    pdf_name character varying(120) NOT NULL,
    pdf_sha256 character varying(64) NOT NULL,
    sequence bigint NOT NULL,
    previous_hash character varying(64) NOT NULL,
    record_hash character varying(64) NOT NULL,
    revoked_at timestamp with time zone,
    revoked_because character varying(24) NOT NULL,
    revoked_note text NOT NULL,
    ended_at timestamp with time zone,
    enrolment_id bigint,
    revoked_by_id bigint,
    CONSTRAINT certificates_certificate_edition_number_check CHECK ((edition_number >= 0)),
    CONSTRAINT certificates_certificate_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT certificates_certificate_module_count_check CHECK ((module_count >= 0)),
    CONSTRAINT certificates_certificate_pass_mark_check CHECK ((pass_mark >= 0)),
    CONSTRAINT certificates_certificate_quiz_count_check CHECK ((quiz_count >= 0)),
    CONSTRAINT certificates_certificate_revoked_with_reason CHECK ((((revoked_at IS NULL) AND ((revoked_because)::text = ''::text)) OR ((revoked_at IS NOT NULL) AND (NOT ((revoked_because)::text = ''::text))))),
    CONSTRAINT certificates_certificate_sequence_check CHECK ((sequence >= 0))
);
ALTER TABLE public.certificates_certificate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certificates_certificate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.certificates_chainhead (
    id bigint NOT NULL,
    sequence bigint NOT NULL,
    record_hash character varying(64) NOT NULL,
    CONSTRAINT certificates_chainhead_one_row CHECK ((id = 1)),
    CONSTRAINT certificates_chainhead_sequence_check CHECK ((sequence >= 0))
);
ALTER TABLE public.certificates_chainhead ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certificates_chainhead_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.certificates_guidefile (
    id bigint NOT NULL,
    state character varying(64) NOT NULL,
    paper character varying(6) NOT NULL,
    sha256 character varying(64) NOT NULL,
    storage_name character varying(120) NOT NULL,
    pages smallint NOT NULL,
    size integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    edition_id bigint NOT NULL,
    CONSTRAINT certificates_guidefile_pages_check CHECK ((pages >= 0)),
    CONSTRAINT certificates_guidefile_size_check CHECK ((size >= 0))
);
ALTER TABLE public.certificates_guidefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certificates_guidefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.certificates_lookupcount (
    id bigint NOT NULL,
    client character varying(64) NOT NULL,
    "window" bigint NOT NULL,
    count integer NOT NULL,
    CONSTRAINT certificates_lookupcount_count_check CHECK ((count >= 0)),
    CONSTRAINT certificates_lookupcount_window_check CHECK (("window" >= 0))
);
ALTER TABLE public.certificates_lookupcount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certificates_lookupcount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_acknowledgement (
    id bigint NOT NULL,
    acknowledged_at timestamp with time zone NOT NULL,
    edition_id bigint NOT NULL,
    enrolment_id bigint NOT NULL
);
ALTER TABLE public.course_acknowledgement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_acknowledgement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_asset (
    id bigint NOT NULL,
    path character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    suffix character varying(5) NOT NULL,
    edition_id bigint NOT NULL
);
ALTER TABLE public.course_asset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_asset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_completion (
    id bigint NOT NULL,
    unit_key character varying(80) NOT NULL,
    revision integer NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    completed_on date NOT NULL,
    earned character varying(40) NOT NULL,
    possible character varying(40) NOT NULL,
    waived_because character varying(500) NOT NULL,
    waived_by_id bigint,
    enrolment_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    CONSTRAINT course_completion_revision_check CHECK ((revision >= 0)),
    CONSTRAINT course_completion_waived_with_reason CHECK (((waived_by_id IS NULL) OR (NOT ((waived_because)::text = ''::text))))
);
ALTER TABLE public.course_completion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_completion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_contributor (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(200) NOT NULL,
    role character varying(200) NOT NULL,
    edition_id bigint NOT NULL,
    CONSTRAINT course_contributor_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.course_contributor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_contributor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_course (
    id bigint NOT NULL,
    slug character varying(50) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE public.course_course ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_course_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_edition (
    id bigint NOT NULL,
    number integer NOT NULL,
    digest character varying(64) NOT NULL,
    title character varying(200) NOT NULL,
    short_title character varying(80) NOT NULL,
    language character varying(16) NOT NULL,
    promise text NOT NULL,
    audience text NOT NULL,
    method text NOT NULL,
    limits text NOT NULL,
    wont text NOT NULL,
    disclosures text NOT NULL,
    funding text NOT NULL,
    accreditation text NOT NULL,
    pass_mark smallint NOT NULL,
    minutes integer NOT NULL,
    released_on date NOT NULL,
    reviewed_on date,
    expires_on date NOT NULL,
    published_at timestamp with time zone NOT NULL,
    course_id bigint NOT NULL,
    published_by_id bigint,
    CONSTRAINT course_edition_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT course_edition_number_check CHECK ((number >= 0)),
    CONSTRAINT course_edition_pass_mark CHECK ((pass_mark <= 100)),
    CONSTRAINT course_edition_pass_mark_check CHECK ((pass_mark >= 0))
);
ALTER TABLE public.course_edition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_edition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_enrolment (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    holder_name character varying(200) NOT NULL,
    name_confirmed_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    completed_on date,
    completed_zone character varying(64) NOT NULL,
    ended_at timestamp with time zone,
    ended_because character varying(200) NOT NULL,
    course_id bigint NOT NULL,
    edition_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT course_enrolment_completed_with_date CHECK ((((completed_at IS NULL) AND (completed_on IS NULL)) OR ((completed_at IS NOT NULL) AND (completed_on IS NOT NULL))))
);
ALTER TABLE public.course_enrolment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_enrolment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_fact (
    id bigint NOT NULL,
    tag character varying(8) NOT NULL,
    text text NOT NULL,
    confidence character varying(6) NOT NULL,
    review_by date,
    edition_id bigint NOT NULL
);
ALTER TABLE public.course_fact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_fact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_fact_references (
    id bigint NOT NULL,
    fact_id bigint NOT NULL,
    reference_id bigint NOT NULL
);
ALTER TABLE public.course_fact_references ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_fact_references_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_fact_units (
    id bigint NOT NULL,
    fact_id bigint NOT NULL,
    unit_id bigint NOT NULL
);
ALTER TABLE public.course_fact_units ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_fact_units_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_glossaryterm (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    term character varying(120) NOT NULL,
    definition text NOT NULL,
    edition_id bigint NOT NULL
);
ALTER TABLE public.course_glossaryterm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_glossaryterm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_guidepage (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    "position" smallint NOT NULL,
    title character varying(200) NOT NULL,
    html text NOT NULL,
    edition_id bigint NOT NULL,
    CONSTRAINT course_guidepage_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.course_guidepage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_guidepage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_module (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    "position" smallint NOT NULL,
    title character varying(200) NOT NULL,
    summary text NOT NULL,
    digest character varying(64) NOT NULL,
    edition_id bigint NOT NULL,
    CONSTRAINT course_module_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.course_module ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_module_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_modulereview (
    id bigint NOT NULL,
    module_key character varying(80) NOT NULL,
    digest character varying(64) NOT NULL,
    reviewer_name character varying(200) NOT NULL,
    reviewer_profession character varying(200) NOT NULL,
    signed_on date NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    course_id bigint NOT NULL,
    reviewer_id bigint,
    disclosure text NOT NULL
);
ALTER TABLE public.course_modulereview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_modulereview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_objective (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    text text NOT NULL,
    bloom character varying(12) NOT NULL,
    "position" smallint NOT NULL,
    edition_id bigint NOT NULL,
    module_id bigint,
    CONSTRAINT course_objective_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.course_objective ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_objective_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_passage (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    "position" smallint NOT NULL,
    kind character varying(16) NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    critical boolean NOT NULL,
    unit_id bigint NOT NULL,
    CONSTRAINT course_passage_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.course_passage_facts (
    id bigint NOT NULL,
    passage_id bigint NOT NULL,
    fact_id bigint NOT NULL
);
ALTER TABLE public.course_passage_facts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_passage_facts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.course_passage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_passage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_provider (
    id bigint NOT NULL,
    legal_name character varying(200) NOT NULL,
    address text NOT NULL,
    web character varying(200) NOT NULL,
    contact character varying(254) NOT NULL,
    signatory_name character varying(200) NOT NULL,
    signatory_title character varying(200) NOT NULL,
    time_zone character varying(64) NOT NULL,
    paper character varying(6) NOT NULL,
    accreditation text NOT NULL,
    accredited_from date,
    accredited_until date,
    hold_until_reviewed boolean NOT NULL,
    CONSTRAINT course_provider_one_row CHECK ((id = 1))
);
ALTER TABLE public.course_provider ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_provider_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_readingposition (
    id bigint NOT NULL,
    unit_key character varying(80) NOT NULL,
    passage_key character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    enrolment_id bigint NOT NULL
);
ALTER TABLE public.course_readingposition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_readingposition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_reference (
    id bigint NOT NULL,
    tag character varying(8) NOT NULL,
    title text NOT NULL,
    source text NOT NULL,
    kind character varying(12) NOT NULL,
    participants integer,
    url character varying(500) NOT NULL,
    seen character varying(80) NOT NULL,
    edition_id bigint NOT NULL,
    CONSTRAINT course_reference_participants_check CHECK ((participants >= 0))
);
ALTER TABLE public.course_reference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_reference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_unit (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    revision integer NOT NULL,
    kind character varying(12) NOT NULL,
    "position" smallint NOT NULL,
    number character varying(12) NOT NULL,
    title character varying(200) NOT NULL,
    required boolean NOT NULL,
    sample boolean NOT NULL,
    minutes smallint NOT NULL,
    digest character varying(64) NOT NULL,
    html text NOT NULL,
    edition_id bigint NOT NULL,
    module_id bigint NOT NULL,
    is_final boolean NOT NULL,
    CONSTRAINT course_unit_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT course_unit_position_check CHECK (("position" >= 0)),
    CONSTRAINT course_unit_revision_check CHECK ((revision >= 0))
);
ALTER TABLE public.course_unit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_unit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_unit_objectives (
    id bigint NOT NULL,
    unit_id bigint NOT NULL,
    objective_id bigint NOT NULL
);
ALTER TABLE public.course_unit_objectives ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_unit_objectives_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.course_unitreference (
    id bigint NOT NULL,
    number smallint NOT NULL,
    reference_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    CONSTRAINT course_unitreference_number_check CHECK ((number >= 0))
);
ALTER TABLE public.course_unitreference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.course_unitreference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);
ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.django_tasks_database_dbtaskresult (
    id uuid NOT NULL,
    status character varying(10) NOT NULL,
    args_kwargs jsonb NOT NULL,
    priority integer NOT NULL,
    task_path text NOT NULL,
    queue_name character varying(32) NOT NULL,
    backend_name character varying(32) NOT NULL,
    run_after timestamp with time zone NOT NULL,
    enqueued_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    started_at timestamp with time zone,
    return_value jsonb,
    exception_class_path text NOT NULL,
    traceback text NOT NULL,
    worker_ids jsonb NOT NULL,
    CONSTRAINT priority_range CHECK (((priority >= '-100'::integer) AND (priority <= 100)))
);
CREATE TABLE public.quizzes_accommodation (
    id bigint NOT NULL,
    unit_key character varying(80) NOT NULL,
    extra_time_percent smallint NOT NULL,
    extra_attempts smallint NOT NULL,
    reason character varying(500) NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    enrolment_id bigint NOT NULL,
    granted_by_id bigint,
    CONSTRAINT quizzes_accommodation_attempts CHECK ((extra_attempts <= 100)),
    CONSTRAINT quizzes_accommodation_extra_attempts_check CHECK ((extra_attempts >= 0)),
    CONSTRAINT quizzes_accommodation_extra_time_percent_check CHECK ((extra_time_percent >= 0)),
    CONSTRAINT quizzes_accommodation_reason CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT quizzes_accommodation_time CHECK ((extra_time_percent <= 400))
);
ALTER TABLE public.quizzes_accommodation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_accommodation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_attempt (
    id bigint NOT NULL,
    unit_key character varying(80) NOT NULL,
    number integer NOT NULL,
    state character varying(9) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    submit_key uuid,
    enrolment_id bigint NOT NULL,
    quiz_id bigint NOT NULL,
    deadline_at timestamp with time zone,
    puts_right_id bigint,
    seed character varying(32) NOT NULL,
    submit_reason character varying(7) NOT NULL,
    CONSTRAINT quizzes_attempt_deadline CHECK (((deadline_at IS NULL) OR (deadline_at > started_at))),
    CONSTRAINT quizzes_attempt_number_check CHECK ((number >= 0)),
    CONSTRAINT quizzes_attempt_submitted_with_time CHECK (((((state)::text = 'open'::text) AND ((submit_reason)::text = ''::text) AND (submitted_at IS NULL)) OR (((state)::text = 'submitted'::text) AND ((submit_reason)::text = ANY ((ARRAY['learner'::character varying, 'timeout'::character varying])::text[])) AND (submitted_at IS NOT NULL))))
);
ALTER TABLE public.quizzes_attempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_attemptitem (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    points smallint NOT NULL,
    option_order jsonb NOT NULL,
    response jsonb,
    seq integer NOT NULL,
    saved_at timestamp with time zone,
    flagged boolean NOT NULL,
    sureness smallint,
    attempt_id bigint NOT NULL,
    question_id bigint NOT NULL,
    version_id bigint NOT NULL,
    bank_item_id bigint NOT NULL,
    checked_at timestamp with time zone,
    CONSTRAINT quizzes_attemptitem_points_check CHECK ((points >= 0)),
    CONSTRAINT quizzes_attemptitem_position_check CHECK (("position" >= 0)),
    CONSTRAINT quizzes_attemptitem_seq_check CHECK ((seq >= 0)),
    CONSTRAINT quizzes_attemptitem_sureness CHECK (((sureness IS NULL) OR ((sureness >= 1) AND (sureness <= 3)))),
    CONSTRAINT quizzes_attemptitem_sureness_check CHECK ((sureness >= 0))
);
ALTER TABLE public.quizzes_attemptitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_attemptitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_bankitem (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    points smallint NOT NULL,
    rendered jsonb NOT NULL,
    remediation_url character varying(300) NOT NULL,
    remediation_title character varying(200) NOT NULL,
    quiz_id bigint NOT NULL,
    version_id bigint NOT NULL,
    file character varying(300) NOT NULL,
    "group" character varying(80) NOT NULL,
    must_pass boolean NOT NULL,
    remediation_text text NOT NULL,
    source text NOT NULL,
    CONSTRAINT quizzes_bankitem_must_pass_has_siblings CHECK (((NOT must_pass) OR (NOT (("group")::text = ''::text)))),
    CONSTRAINT quizzes_bankitem_points CHECK ((points >= 1)),
    CONSTRAINT quizzes_rule_points_check CHECK ((points >= 0)),
    CONSTRAINT quizzes_rule_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.quizzes_bankitem_objectives (
    id bigint NOT NULL,
    bankitem_id bigint NOT NULL,
    objective_id bigint NOT NULL
);
CREATE TABLE public.quizzes_graderun (
    id bigint NOT NULL,
    run smallint NOT NULL,
    reason character varying(12) NOT NULL,
    earned character varying(40) NOT NULL,
    possible character varying(40) NOT NULL,
    passed boolean,
    graded_at timestamp with time zone NOT NULL,
    attempt_id bigint NOT NULL,
    missed_must_pass smallint NOT NULL,
    order_id bigint,
    CONSTRAINT quizzes_graderun_missed_must_pass_check CHECK ((missed_must_pass >= 0)),
    CONSTRAINT quizzes_graderun_must_pass CHECK (((missed_must_pass = 0) OR (passed IS NULL) OR (NOT passed))),
    CONSTRAINT quizzes_graderun_reason CHECK ((((order_id IS NULL) AND ((reason)::text = 'submit'::text) AND (run = 1)) OR ((order_id IS NOT NULL) AND ((reason)::text = 'regrade'::text) AND (run >= 2)))),
    CONSTRAINT quizzes_graderun_run_check CHECK ((run >= 0))
);
ALTER TABLE public.quizzes_graderun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_graderun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_itemgrade (
    id bigint NOT NULL,
    status character varying(9) NOT NULL,
    item_id bigint NOT NULL,
    run_id bigint NOT NULL,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    state character varying(15) NOT NULL,
    version_id bigint,
    CONSTRAINT quizzes_itemgrade_denominator_check CHECK ((denominator >= 0)),
    CONSTRAINT quizzes_itemgrade_fraction CHECK (((denominator >= 1) AND (numerator >= 0) AND (numerator <= denominator))),
    CONSTRAINT quizzes_itemgrade_numerator_check CHECK ((numerator >= 0)),
    CONSTRAINT quizzes_itemgrade_state CHECK (((state)::text = ANY ((ARRAY['counted'::character varying, 'dropped_exclude'::character varying, 'dropped_full'::character varying])::text[])))
);
ALTER TABLE public.quizzes_itemgrade ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_itemgrade_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_itemreport (
    id bigint NOT NULL,
    kind character varying(9) NOT NULL,
    text text NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    answer text NOT NULL,
    answered_at timestamp with time zone,
    answered_by_id bigint,
    item_id bigint NOT NULL,
    owner_id bigint,
    CONSTRAINT quizzes_itemreport_answered CHECK ((((answer = ''::text) AND (answered_at IS NULL)) OR ((answered_at IS NOT NULL) AND (NOT (answer = ''::text)))))
);
ALTER TABLE public.quizzes_itemreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_itemreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_question (
    id bigint NOT NULL,
    ref character varying(80) NOT NULL,
    course_id bigint NOT NULL
);
ALTER TABLE public.quizzes_question ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_questionversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(12) NOT NULL,
    body jsonb NOT NULL,
    sha256 character varying(64) NOT NULL,
    question_id bigint NOT NULL,
    CONSTRAINT quizzes_questionversion_number_check CHECK ((number >= 0))
);
ALTER TABLE public.quizzes_questionversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_questionversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_quiz (
    id bigint NOT NULL,
    pass_mark smallint NOT NULL,
    attempts_allowed smallint,
    cooldown_minutes integer NOT NULL,
    review character varying(12) NOT NULL,
    unit_id bigint NOT NULL,
    file character varying(300) NOT NULL,
    keep character varying(5) NOT NULL,
    purpose character varying(10) NOT NULL,
    shuffle boolean NOT NULL,
    source text NOT NULL,
    time_limit_minutes integer,
    CONSTRAINT quizzes_quiz_attempts CHECK (((attempts_allowed IS NULL) OR (attempts_allowed >= 1))),
    CONSTRAINT quizzes_quiz_attempts_allowed_check CHECK ((attempts_allowed >= 0)),
    CONSTRAINT quizzes_quiz_cooldown_minutes_check CHECK ((cooldown_minutes >= 0)),
    CONSTRAINT quizzes_quiz_pass_mark CHECK ((pass_mark <= 100)),
    CONSTRAINT quizzes_quiz_pass_mark_check CHECK ((pass_mark >= 0)),
    CONSTRAINT quizzes_quiz_time_limit CHECK (((time_limit_minutes IS NULL) OR (time_limit_minutes >= 1))),
    CONSTRAINT quizzes_quiz_time_limit_minutes_check CHECK ((time_limit_minutes >= 0))
);
ALTER TABLE public.quizzes_quiz ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_quiz_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_regradeorder (
    id bigint NOT NULL,
    action character varying(10) NOT NULL,
    reason text NOT NULL,
    dry_run jsonb NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    approved_because text NOT NULL,
    approved_at timestamp with time zone,
    refused_because text NOT NULL,
    refused_at timestamp with time zone,
    approved_by_id bigint,
    refused_by_id bigint,
    requested_by_id bigint,
    to_version_id bigint,
    version_id bigint NOT NULL,
    CONSTRAINT quizzes_regradeorder_one_decision CHECK (((approved_at IS NULL) OR ((refused_at IS NULL) AND (NOT (approved_because = ''::text))))),
    CONSTRAINT quizzes_regradeorder_reason CHECK ((NOT (reason = ''::text))),
    CONSTRAINT quizzes_regradeorder_second_person CHECK (((approved_by_id IS NULL) OR (requested_by_id IS NULL) OR (NOT ((approved_by_id = requested_by_id) AND (approved_by_id IS NOT NULL) AND (requested_by_id IS NOT NULL))))),
    CONSTRAINT quizzes_regradeorder_version CHECK (((((action)::text = 'rescore'::text) AND (to_version_id IS NOT NULL)) OR (((action)::text = ANY ((ARRAY['exclude'::character varying, 'full_marks'::character varying])::text[])) AND (to_version_id IS NULL))))
);
ALTER TABLE public.quizzes_regradeorder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_regradeorder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.quizzes_rule (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    "group" character varying(80) NOT NULL,
    draw smallint NOT NULL,
    item_id bigint,
    objective_id bigint,
    quiz_id bigint NOT NULL,
    CONSTRAINT quizzes_rule_draw_check CHECK ((draw >= 0)),
    CONSTRAINT quizzes_rule_one_source CHECK ((((draw = 1) AND (("group")::text = ''::text) AND (item_id IS NOT NULL) AND (objective_id IS NULL)) OR ((draw = 1) AND (item_id IS NULL) AND (objective_id IS NULL) AND (NOT (("group")::text = ''::text))) OR ((draw >= 1) AND (("group")::text = ''::text) AND (item_id IS NULL) AND (objective_id IS NOT NULL)))),
    CONSTRAINT quizzes_rule_position_check1 CHECK (("position" >= 0))
);
ALTER TABLE public.quizzes_bankitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.quizzes_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_rule_id_seq1
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.quizzes_bankitem_objectives ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quizzes_rule_objectives_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
COPY public.account_emailaddress (id, email, verified, "primary", user_id) FROM stdin;
\.
COPY public.account_emailconfirmation (id, created, sent, key, email_address_id) FROM stdin;
\.
COPY public.accounts_auditevent (id, verb, subject_type, subject_key, reason, at, actor_id) FROM stdin;
\.
COPY public.accounts_outgoingmail (id, key, recipient, subject, body, language, created_at, claimed_at, sent_at, attempts, last_error) FROM stdin;
1	sent	ada@example.org			en-us	2026-11-30 13:40:35.226126+00	\N	2026-11-24 10:00:00+00	8	
2	given up	ada@example.org		Hello.	en-us	2026-11-30 13:40:35.248987+00	\N	\N	8	
3	certificate:5Q4R7VYA9DND	max@small.example	Your certificate is ready		en-gb	2026-11-30 13:41:16.406003+00	2026-11-30 13:41:16.434601+00	2026-11-30 13:41:16.462428+00	1	
4	certificate:1YQ5MYAGWA9K	rex@small.example	Your certificate is ready		en-gb	2026-11-30 13:41:25.153878+00	2026-11-30 13:41:25.15538+00	2026-11-30 13:41:25.19872+00	1	
\.
COPY public.accounts_role (id, name, user_id) FROM stdin;
\.
COPY public.accounts_user (id, password, last_login, is_superuser, public_id, email, name, time_zone, language, theme, is_staff, is_active, joined_at) FROM stdin;
1	!	\N	f	3e72af48-7071-4986-8bc9-5e1d693079ba	ada@example.org	ada	UTC	en-gb		f	t	2026-11-30 13:40:34.892324+00
2	!	\N	f	655c92a2-3146-4894-8b67-0861352d3223	eve@example.org	eve	UTC	en-gb		f	t	2026-11-30 13:40:35.074102+00
3	!	\N	f	e97651f2-9bf8-4e32-98e8-16d3d1ec986f	ida@example.org	ida	UTC	en-gb		f	t	2026-11-30 13:40:35.154024+00
4	pbkdf2_sha256$1000000$dxm1iYFBlLCfTu5t0ExRDz$dyqVX+cJDX2+sYgwYWzAdrydK/QuaDKvdyn81Aj9WzU=	\N	f	9a20032c-c9f3-4335-9ea2-2a4ee8053060	lea@small.example	Lea Small	UTC	en-gb		f	t	2026-11-30 13:41:04.900964+00
5	pbkdf2_sha256$1000000$V5kptrvlqtjBt73uYDiopj$1rRlAWGD0pvS7FyfyY/8QSxilWT/nRsCgCJe7dujtYo=	2026-11-30 13:41:12.02204+00	f	94e99e7a-286c-4761-bead-dab10d14c86b	max@small.example	Max Small	UTC	en-gb		f	t	2026-11-30 13:41:08.058307+00
6	pbkdf2_sha256$1000000$qh1R4hxNebBdJxfl9uCyjI$o6rgZ2QZ7ubp/K0G/halW4qhf53ZIHuf27HRJ89SP3k=	2026-11-30 13:41:19.886051+00	f	d9fb63b5-46dc-4a94-a725-9908118f36c8	nia@small.example	Nia Small	UTC	en-gb		f	t	2026-11-30 13:41:16.466931+00
7	pbkdf2_sha256$1000000$Kp1Gu7lS56yYQRPqil0fri$hkkZ9XQPjiDgP3YdOLWMNOUZbnpEcB3fbfRN9+YOzXI=	2026-11-30 13:41:24.134045+00	f	8f92c7ac-69c5-467a-afaa-b9a024cc9c20	rex@small.example	Rex Small	UTC	en-gb		f	t	2026-11-30 13:41:20.235161+00
8	pbkdf2_sha256$1000000$j36VXFupCLeFJa3LQNnuSb$Lp5OUsnRole22hY5pGfrwA1TifGD7bOdaSk5WOzrnE0=	\N	t	e319fb73-8408-4597-953f-f6b6727dd308	grace@small.example	Grace Small	UTC	en-gb		t	t	2026-11-30 13:41:25.218875+00
\.
COPY public.accounts_user_groups (id, user_id, group_id) FROM stdin;
\.
COPY public.accounts_user_user_permissions (id, user_id, permission_id) FROM stdin;
\.
COPY public.auth_group (id, name) FROM stdin;
1	Auditor
2	Support
3	Issuer
4	Editor
5	Reviewer
\.
COPY public.auth_group_permissions (id, group_id, permission_id) FROM stdin;
1	1	12
2	2	64
3	2	65
4	3	64
5	3	65
6	3	66
7	4	80
8	4	21
9	4	22
10	5	59
11	1	64
12	1	65
13	1	21
14	2	132
15	3	136
16	3	138
17	3	132
18	4	136
19	4	137
20	4	111
21	4	151
22	1	136
23	1	111
24	2	155
25	3	155
26	3	156
27	1	155
\.
COPY public.auth_permission (id, name, content_type_id, codename) FROM stdin;
1	Can add user	1	add_user
2	Can change user	1	change_user
3	Can delete user	1	delete_user
4	Can view user	1	view_user
5	Can add role	2	add_role
6	Can change role	2	change_role
7	Can delete role	2	delete_role
8	Can view role	2	view_role
9	Can add audit event	3	add_auditevent
10	Can change audit event	3	change_auditevent
11	Can delete audit event	3	delete_auditevent
12	Can view audit event	3	view_auditevent
13	Can add outgoing mail	4	add_outgoingmail
14	Can change outgoing mail	4	change_outgoingmail
15	Can delete outgoing mail	4	delete_outgoingmail
16	Can view outgoing mail	4	view_outgoingmail
17	Can add course	5	add_course
18	Can change course	5	change_course
19	Can delete course	5	delete_course
20	Can view course	5	view_course
21	See editions and what the next would change	5	view_editions
22	Publish an edition	5	publish_edition
23	Can add edition	6	add_edition
24	Can change edition	6	change_edition
25	Can delete edition	6	delete_edition
26	Can view edition	6	view_edition
27	Can add contributor	7	add_contributor
28	Can change contributor	7	change_contributor
29	Can delete contributor	7	delete_contributor
30	Can view contributor	7	view_contributor
31	Can add module	8	add_module
32	Can change module	8	change_module
33	Can delete module	8	delete_module
34	Can view module	8	view_module
35	Can add objective	9	add_objective
36	Can change objective	9	change_objective
37	Can delete objective	9	delete_objective
38	Can view objective	9	view_objective
39	Can add unit	10	add_unit
40	Can change unit	10	change_unit
41	Can delete unit	10	delete_unit
42	Can view unit	10	view_unit
43	Can add passage	11	add_passage
44	Can change passage	11	change_passage
45	Can delete passage	11	delete_passage
46	Can view passage	11	view_passage
47	Can add guide page	12	add_guidepage
48	Can change guide page	12	change_guidepage
49	Can delete guide page	12	delete_guidepage
50	Can view guide page	12	view_guidepage
51	Can add asset	13	add_asset
52	Can change asset	13	change_asset
53	Can delete asset	13	delete_asset
54	Can view asset	13	view_asset
55	Can add module review	14	add_modulereview
56	Can change module review	14	change_modulereview
57	Can delete module review	14	delete_modulereview
58	Can view module review	14	view_modulereview
59	Sign a module off as its clinical reviewer	14	sign_module
60	Can add enrolment	15	add_enrolment
61	Can change enrolment	15	change_enrolment
62	Can delete enrolment	15	delete_enrolment
63	Can view enrolment	15	view_enrolment
64	Find a learner	15	find_learner
65	See a learner's timeline	15	view_timeline
66	Waive a unit for a learner	15	waive_unit
67	Can add acknowledgement	16	add_acknowledgement
68	Can change acknowledgement	16	change_acknowledgement
69	Can delete acknowledgement	16	delete_acknowledgement
70	Can view acknowledgement	16	view_acknowledgement
71	Can add completion	17	add_completion
72	Can change completion	17	change_completion
73	Can delete completion	17	delete_completion
74	Can view completion	17	view_completion
75	Can add reading position	18	add_readingposition
76	Can change reading position	18	change_readingposition
77	Can delete reading position	18	delete_readingposition
78	Can view reading position	18	view_readingposition
79	Can add provider	19	add_provider
80	Can change provider	19	change_provider
81	Can delete provider	19	delete_provider
82	Can view provider	19	view_provider
83	Can add reference	20	add_reference
84	Can change reference	20	change_reference
85	Can delete reference	20	delete_reference
86	Can view reference	20	view_reference
87	Can add unit reference	21	add_unitreference
88	Can change unit reference	21	change_unitreference
89	Can delete unit reference	21	delete_unitreference
90	Can view unit reference	21	view_unitreference
91	Can add fact	22	add_fact
92	Can change fact	22	change_fact
93	Can delete fact	22	delete_fact
94	Can view fact	22	view_fact
95	Can add glossary term	23	add_glossaryterm
96	Can change glossary term	23	change_glossaryterm
97	Can delete glossary term	23	delete_glossaryterm
98	Can view glossary term	23	view_glossaryterm
99	Can add question	24	add_question
100	Can change question	24	change_question
101	Can delete question	24	delete_question
102	Can view question	24	view_question
103	Can add question version	25	add_questionversion
104	Can change question version	25	change_questionversion
105	Can delete question version	25	delete_questionversion
106	Can view question version	25	view_questionversion
107	Can add quiz	26	add_quiz
108	Can change quiz	26	change_quiz
109	Can delete quiz	26	delete_quiz
110	Can view quiz	26	view_quiz
111	See the statistics of quizzes and questions	26	view_statistics
112	Can add bank item	27	add_bankitem
113	Can change bank item	27	change_bankitem
114	Can delete bank item	27	delete_bankitem
115	Can view bank item	27	view_bankitem
116	Can add rule	28	add_rule
117	Can change rule	28	change_rule
118	Can delete rule	28	delete_rule
119	Can view rule	28	view_rule
120	Can add attempt	29	add_attempt
121	Can change attempt	29	change_attempt
122	Can delete attempt	29	delete_attempt
123	Can view attempt	29	view_attempt
124	Can add attempt item	30	add_attemptitem
125	Can change attempt item	30	change_attemptitem
126	Can delete attempt item	30	delete_attemptitem
127	Can view attempt item	30	view_attemptitem
128	Can add accommodation	31	add_accommodation
129	Can change accommodation	31	change_accommodation
130	Can delete accommodation	31	delete_accommodation
131	Can view accommodation	31	view_accommodation
132	Grant a learner more time or attempts	31	grant_accommodation
133	Can add regrade order	32	add_regradeorder
134	Can change regrade order	32	change_regradeorder
135	Can delete regrade order	32	delete_regradeorder
136	Can view regrade order	32	view_regradeorder
137	Ask for a question to be marked again	32	order_regrade
138	Approve a marking that somebody else asked for	32	approve_regrade
139	Can add grade run	33	add_graderun
140	Can change grade run	33	change_graderun
141	Can delete grade run	33	delete_graderun
142	Can view grade run	33	view_graderun
143	Can add item grade	34	add_itemgrade
144	Can change item grade	34	change_itemgrade
145	Can delete item grade	34	delete_itemgrade
146	Can view item grade	34	view_itemgrade
147	Can add item report	35	add_itemreport
148	Can change item report	35	change_itemreport
149	Can delete item report	35	delete_itemreport
150	Can view item report	35	view_itemreport
151	Answer what learners report about questions	35	answer_report
152	Can add certificate	36	add_certificate
153	Can change certificate	36	change_certificate
154	Can delete certificate	36	delete_certificate
155	Can view certificate	36	view_certificate
156	Revoke a certificate	36	revoke_certificate
157	Can add chain head	37	add_chainhead
158	Can change chain head	37	change_chainhead
159	Can delete chain head	37	delete_chainhead
160	Can view chain head	37	view_chainhead
161	Can add guide file	38	add_guidefile
162	Can change guide file	38	change_guidefile
163	Can delete guide file	38	delete_guidefile
164	Can view guide file	38	view_guidefile
165	Can add lookup count	39	add_lookupcount
166	Can change lookup count	39	change_lookupcount
167	Can delete lookup count	39	delete_lookupcount
168	Can view lookup count	39	view_lookupcount
169	Can add email address	40	add_emailaddress
170	Can change email address	40	change_emailaddress
171	Can delete email address	40	delete_emailaddress
172	Can view email address	40	view_emailaddress
173	Can add email confirmation	41	add_emailconfirmation
174	Can change email confirmation	41	change_emailconfirmation
175	Can delete email confirmation	41	delete_emailconfirmation
176	Can view email confirmation	41	view_emailconfirmation
177	Can add Task Result	42	add_dbtaskresult
178	Can change Task Result	42	change_dbtaskresult
179	Can delete Task Result	42	delete_dbtaskresult
180	Can view Task Result	42	view_dbtaskresult
181	Can add log entry	43	add_logentry
182	Can change log entry	43	change_logentry
183	Can delete log entry	43	delete_logentry
184	Can view log entry	43	view_logentry
185	Can add permission	44	add_permission
186	Can change permission	44	change_permission
187	Can delete permission	44	delete_permission
188	Can view permission	44	view_permission
189	Can add group	45	add_group
190	Can change group	45	change_group
191	Can delete group	45	delete_group
192	Can view group	45	view_group
193	Can add content type	46	add_contenttype
194	Can change content type	46	change_contenttype
195	Can delete content type	46	delete_contenttype
196	Can view content type	46	view_contenttype
197	Can add session	47	add_session
198	Can change session	47	change_session
199	Can delete session	47	delete_session
200	Can view session	47	view_session
\.
COPY public.cache (cache_key, value, expires) FROM stdin;
\.
COPY public.certificates_certificate (id, code, award_key, holder_name, course_slug, course_title, edition_number, edition_digest, language, module_count, quiz_count, pass_mark, minutes, completed_on, completed_zone, issued_at, issued_zone, waived, review_state, accreditation, limits, provider_name, provider_address, provider_web, provider_contact, signatory_name, signatory_title, paper, verify_url, pdf_name, pdf_sha256, sequence, previous_hash, record_hash, revoked_at, revoked_because, revoked_note, ended_at, enrolment_id, revoked_by_id) FROM stdin;
1	5Q4R7VYA9DND	small-site	Max Small	small-site	The Small Site	1	0000000000000000000000000000000000000000000000000000000000000001	en	1	1	80	75	2026-11-30	UTC	2026-11-30 13:41:16.120481+00	Europe/London		not-reviewed		It is not a licence.	Northgate Teaching Hospital	1 North Street\nNorthgate	https://northgate.example	courses@northgate.example	Grace Hopper	Head of Education	A4	http://localhost:8000/verify/5Q4R-7VYA-9DND/	certificates/cd57938cb5d72ae8a4640fb100d0d64768c1cce8a57a0798b72615b484651537.pdf	cd57938cb5d72ae8a4640fb100d0d64768c1cce8a57a0798b72615b484651537	1		874f096a265f63fca8356fa459dd5c48841746f55d766032f24a7d7d7c92d4e4	\N			\N	5	\N
2	1YQ5MYAGWA9K	small-site	Rex Small	small-site	The Small Site	1	0000000000000000000000000000000000000000000000000000000000000001	en	1	1	80	75	2026-11-30	UTC	2026-11-30 13:41:24.965991+00	Europe/London		not-reviewed		It is not a licence.	Northgate Teaching Hospital	1 North Street\nNorthgate	https://northgate.example	courses@northgate.example	Grace Hopper	Head of Education	A4	http://localhost:8000/verify/1YQ5-MYAG-WA9K/	certificates/73f0cc2f52a5a6c0f1e5c96a8f6409d6b00d17ec310a369265c07931d1381c5e.pdf	73f0cc2f52a5a6c0f1e5c96a8f6409d6b00d17ec310a369265c07931d1381c5e	2	874f096a265f63fca8356fa459dd5c48841746f55d766032f24a7d7d7c92d4e4	525e3b56e26ad90d471f12c0172cfe3261f90cbf02877596ff61c599a5142ec1	2026-11-30 13:41:28.366528+00	issued-in-error	What happened.	\N	7	8
\.
COPY public.certificates_chainhead (id, sequence, record_hash) FROM stdin;
1	2	525e3b56e26ad90d471f12c0172cfe3261f90cbf02877596ff61c599a5142ec1
\.
COPY public.certificates_guidefile (id, state, paper, sha256, storage_name, pages, size, made_at, edition_id) FROM stdin;
\.
COPY public.certificates_lookupcount (id, client, "window", count) FROM stdin;
\.
COPY public.course_acknowledgement (id, acknowledged_at, edition_id, enrolment_id) FROM stdin;
1	2026-11-30 13:41:07.202193+00	2	4
2	2026-11-30 13:41:11.181942+00	2	5
3	2026-11-30 13:41:19.113999+00	2	6
4	2026-11-30 13:41:23.059313+00	2	7
\.
COPY public.course_asset (id, path, sha256, suffix, edition_id) FROM stdin;
\.
COPY public.course_completion (id, unit_key, revision, completed_at, completed_on, earned, possible, waived_because, waived_by_id, enrolment_id, unit_id) FROM stdin;
1	quiz	1	2026-11-24 10:00:00+00	2026-11-24	8/3	3		\N	1	1
2	lesson-1	1	2026-11-30 13:41:07.268932+00	2026-11-30				\N	4	2
3	lesson-2	1	2026-11-30 13:41:07.385894+00	2026-11-30				\N	4	3
4	lesson-1	1	2026-11-30 13:41:11.194123+00	2026-11-30				\N	5	2
5	lesson-2	1	2026-11-30 13:41:11.290306+00	2026-11-30				\N	5	3
6	quiz	1	2026-11-30 13:41:13.530646+00	2026-11-30	4	4		\N	5	4
7	lesson-1	1	2026-11-30 13:41:19.127487+00	2026-11-30				\N	6	2
8	lesson-2	1	2026-11-30 13:41:19.262646+00	2026-11-30				\N	6	3
9	lesson-1	1	2026-11-30 13:41:23.098135+00	2026-11-30				\N	7	2
10	lesson-2	1	2026-11-30 13:41:23.18593+00	2026-11-30				\N	7	3
11	quiz	1	2026-11-30 13:41:24.370678+00	2026-11-30	4	4		\N	7	4
\.
COPY public.course_contributor (id, "position", name, role, edition_id) FROM stdin;
1	1	The Waymark contributors	Authors	2
\.
COPY public.course_course (id, slug, created_at) FROM stdin;
1	basics	2026-11-30 13:40:34.695282+00
2	small-site	2026-11-30 13:41:04.528272+00
\.
COPY public.course_edition (id, number, digest, title, short_title, language, promise, audience, method, limits, wont, disclosures, funding, accreditation, pass_mark, minutes, released_on, reviewed_on, expires_on, published_at, course_id, published_by_id) FROM stdin;
1	1		The Basics		en									60	1	2026-11-24	\N	2026-11-24	2026-11-30 13:40:34.714609+00	1	\N
2	1	0000000000000000000000000000000000000000000000000000000000000001	The Small Site	Basics	en	What is known.	Prescribers	Read, then answer.	It is not a licence.	Give dose advice.	None declared.	None.		80	75	2026-11-24	\N	2027-11-30	2026-11-30 13:41:04.546319+00	2	\N
\.
COPY public.course_enrolment (id, public_id, holder_name, name_confirmed_at, started_at, completed_at, completed_on, completed_zone, ended_at, ended_because, course_id, edition_id, user_id) FROM stdin;
1	482451bc-43bd-4af6-8d25-e7867e79e22c		2026-11-24 10:00:00+00	2026-11-30 13:40:34.896293+00	\N	\N		\N		1	1	1
2	6bf3aa62-fad8-406f-8e06-aed17eda19e1		2026-11-24 10:00:00+00	2026-11-30 13:40:35.082735+00	\N	\N		\N		1	1	2
3	f5a722ee-491a-44f5-b519-633e9d8cf64c		2026-11-24 10:00:00+00	2026-11-30 13:40:35.161339+00	\N	\N		\N		1	1	3
4	f3d0291c-8a54-4315-b4dd-5a1fd6638644	Lea Small	2026-11-30 13:41:07.163858+00	2026-11-30 13:41:07.164136+00	\N	\N		\N		2	2	4
5	cecc4ea2-5d44-4ace-be3a-c9fdbc82bca4	Max Small	2026-11-30 13:41:11.177999+00	2026-11-30 13:41:11.178145+00	2026-11-30 13:41:13.530646+00	2026-11-30	UTC	\N		2	2	5
6	1d4625db-17fd-49a3-b553-900a6897def3	Nia Small	2026-11-30 13:41:19.105911+00	2026-11-30 13:41:19.106062+00	\N	\N		\N		2	2	6
7	e230c7c3-6726-4fc6-878c-ed02380326f2	Rex Small	2026-11-30 13:41:23.046814+00	2026-11-30 13:41:23.046964+00	2026-11-30 13:41:24.370678+00	2026-11-30	UTC	\N		2	2	7
\.
COPY public.course_fact (id, tag, text, confidence, review_by, edition_id) FROM stdin;
\.
COPY public.course_fact_references (id, fact_id, reference_id) FROM stdin;
\.
COPY public.course_fact_units (id, fact_id, unit_id) FROM stdin;
\.
COPY public.course_glossaryterm (id, key, term, definition, edition_id) FROM stdin;
\.
COPY public.course_guidepage (id, key, "position", title, html, edition_id) FROM stdin;
\.
COPY public.course_module (id, key, "position", title, summary, digest, edition_id) FROM stdin;
1	module-1	1				1
2	module-1	1	Module 1		0000000000000000000000000000000000000000000000000000000000000001	2
\.
COPY public.course_modulereview (id, module_key, digest, reviewer_name, reviewer_profession, signed_on, signed_at, course_id, reviewer_id, disclosure) FROM stdin;
\.
COPY public.course_objective (id, key, text, bloom, "position", edition_id, module_id) FROM stdin;
\.
COPY public.course_passage (id, key, "position", kind, text, html, critical, unit_id) FROM stdin;
1	opening	1	paragraph	A paragraph.	<p id="opening">A paragraph.</p>	f	2
2	opening	1	paragraph	A paragraph.	<p id="opening">A paragraph.</p>	f	3
3	opening	1	paragraph	A paragraph.		f	4
\.
COPY public.course_passage_facts (id, passage_id, fact_id) FROM stdin;
\.
COPY public.course_provider (id, legal_name, address, web, contact, signatory_name, signatory_title, time_zone, paper, accreditation, accredited_from, accredited_until, hold_until_reviewed) FROM stdin;
1	Northgate Teaching Hospital	1 North Street\nNorthgate	https://northgate.example	courses@northgate.example	Grace Hopper	Head of Education	Europe/London	A4		\N	\N	f
\.
COPY public.course_readingposition (id, unit_key, passage_key, at, enrolment_id) FROM stdin;
\.
COPY public.course_reference (id, tag, title, source, kind, participants, url, seen, edition_id) FROM stdin;
\.
COPY public.course_unit (id, key, revision, kind, "position", number, title, required, sample, minutes, digest, html, edition_id, module_id, is_final) FROM stdin;
1	quiz	1	quiz	1		The quiz	t	f	1			1	1	f
2	lesson-1	1	lesson	1	1.1	About lesson-1	t	f	5		<p id="opening">A paragraph.</p>	2	2	f
3	lesson-2	1	lesson	2	1.2	About lesson-2	t	f	5		<p id="opening">A paragraph.</p>	2	2	f
4	quiz	1	quiz	101		About quiz	t	f	5			2	2	f
\.
COPY public.course_unit_objectives (id, unit_id, objective_id) FROM stdin;
\.
COPY public.course_unitreference (id, number, reference_id, unit_id) FROM stdin;
\.
COPY public.django_admin_log (id, action_time, object_id, object_repr, action_flag, change_message, content_type_id, user_id) FROM stdin;
\.
COPY public.django_content_type (id, app_label, model) FROM stdin;
1	accounts	user
2	accounts	role
3	accounts	auditevent
4	accounts	outgoingmail
5	course	course
6	course	edition
7	course	contributor
8	course	module
9	course	objective
10	course	unit
11	course	passage
12	course	guidepage
13	course	asset
14	course	modulereview
15	course	enrolment
16	course	acknowledgement
17	course	completion
18	course	readingposition
19	course	provider
20	course	reference
21	course	unitreference
22	course	fact
23	course	glossaryterm
24	quizzes	question
25	quizzes	questionversion
26	quizzes	quiz
27	quizzes	bankitem
28	quizzes	rule
29	quizzes	attempt
30	quizzes	attemptitem
31	quizzes	accommodation
32	quizzes	regradeorder
33	quizzes	graderun
34	quizzes	itemgrade
35	quizzes	itemreport
36	certificates	certificate
37	certificates	chainhead
38	certificates	guidefile
39	certificates	lookupcount
40	account	emailaddress
41	account	emailconfirmation
42	django_tasks_database	dbtaskresult
43	admin	logentry
44	auth	permission
45	auth	group
46	contenttypes	contenttype
47	sessions	session
\.
COPY public.django_migrations (id, app, name, applied) FROM stdin;
1	contenttypes	0001_initial	2026-11-30 13:40:20.167264+00
2	contenttypes	0002_remove_content_type_name	2026-11-30 13:40:20.194012+00
3	auth	0001_initial	2026-11-30 13:40:20.250731+00
4	auth	0002_alter_permission_name_max_length	2026-11-30 13:40:20.274515+00
5	auth	0003_alter_user_email_max_length	2026-11-30 13:40:20.29081+00
6	auth	0004_alter_user_username_opts	2026-11-30 13:40:20.304065+00
7	auth	0005_alter_user_last_login_null	2026-11-30 13:40:20.3757+00
8	auth	0006_require_contenttypes_0002	2026-11-30 13:40:20.383098+00
9	auth	0007_alter_validators_add_error_messages	2026-11-30 13:40:20.388891+00
10	auth	0008_alter_user_username_max_length	2026-11-30 13:40:20.474435+00
11	auth	0009_alter_user_last_name_max_length	2026-11-30 13:40:20.534992+00
12	auth	0010_alter_group_name_max_length	2026-11-30 13:40:20.599222+00
13	auth	0011_update_proxy_permissions	2026-11-30 13:40:20.605365+00
14	auth	0012_alter_user_first_name_max_length	2026-11-30 13:40:20.624159+00
15	accounts	0001_initial	2026-11-30 13:40:21.022015+00
16	course	0001_initial	2026-11-30 13:40:26.211734+00
17	certificates	0001_initial	2026-11-30 13:40:27.594554+00
18	quizzes	0001_initial	2026-11-30 13:40:32.94768+00
19	sessions	0001_initial	2026-11-30 13:40:33.029672+00
20	account	0001_initial	2026-11-30 13:40:36.444129+00
21	account	0002_email_max_length	2026-11-30 13:40:36.634386+00
22	account	0003_alter_emailaddress_create_unique_verified_email	2026-11-30 13:40:36.879221+00
23	account	0004_alter_emailaddress_drop_unique_email	2026-11-30 13:40:37.113591+00
24	account	0005_emailaddress_idx_upper_email	2026-11-30 13:40:37.29804+00
25	account	0006_emailaddress_lower	2026-11-30 13:40:37.65007+00
26	account	0007_emailaddress_idx_email	2026-11-30 13:40:37.949551+00
27	account	0008_emailaddress_unique_primary_email_fixup	2026-11-30 13:40:38.242628+00
28	account	0009_emailaddress_unique_primary_email	2026-11-30 13:40:38.402072+00
29	admin	0001_initial	2026-11-30 13:40:38.777786+00
30	admin	0002_logentry_remove_auto_add	2026-11-30 13:40:38.926821+00
31	admin	0003_logentry_add_action_flag_choices	2026-11-30 13:40:39.020036+00
32	course	0002_reviews_by_reviewers	2026-11-30 13:40:41.794013+00
33	course	0003_final_units	2026-11-30 13:40:41.960331+00
34	course	0004_reference_kinds	2026-11-30 13:40:42.218447+00
35	django_tasks_database	0001_initial	2026-11-30 13:40:42.26447+00
36	django_tasks_database	0002_alter_dbtaskresult_options	2026-11-30 13:40:42.26769+00
37	django_tasks_database	0003_dbtaskresult_enqueued_at_dbtaskresult_finished_at	2026-11-30 13:40:42.32211+00
38	django_tasks_database	0004_dbtaskresult_started_at	2026-11-30 13:40:42.366375+00
39	django_tasks_database	0005_alter_dbtaskresult_priority_and_more	2026-11-30 13:40:42.413151+00
40	django_tasks_database	0006_alter_dbtaskresult_args_kwargs_and_more	2026-11-30 13:40:42.513537+00
41	django_tasks_database	0007_add_separate_results_fields	2026-11-30 13:40:42.563684+00
42	django_tasks_database	0008_separate_results_field	2026-11-30 13:40:42.786091+00
43	django_tasks_database	0009_remove_results_field	2026-11-30 13:40:42.826106+00
44	django_tasks_database	0010_alter_dbtaskresult_status	2026-11-30 13:40:42.862054+00
45	django_tasks_database	0011_rename_complete_status	2026-11-30 13:40:43.174064+00
46	django_tasks_database	0012_add_separate_exception_fields	2026-11-30 13:40:43.26385+00
47	django_tasks_database	0013_separate_exception_fields	2026-11-30 13:40:43.60704+00
48	django_tasks_database	0014_remove_dbtaskresult_exception_data	2026-11-30 13:40:43.647321+00
49	django_tasks_database	0015_correctly_order_run_after	2026-11-30 13:40:43.656439+00
50	django_tasks_database	0016_remove_dbtaskresult_django_task_new_ordering_idx_and_more	2026-11-30 13:40:44.200201+00
51	django_tasks_database	0017_dbtaskresult_metadata	2026-11-30 13:40:44.229332+00
52	django_tasks_database	0018_rename_succeeded_status	2026-11-30 13:40:44.51807+00
53	django_tasks_database	0019_rename_django_task_new_ordering_idx_tasks_db_new_ordering_idx_and_more	2026-11-30 13:40:44.549642+00
54	django_tasks_database	0020_update_db_task_result_ordering	2026-11-30 13:40:44.625631+00
55	django_tasks_database	0021_conditional_partial_index_ordering	2026-11-30 13:40:44.689391+00
56	quizzes	0002_bank_and_rules	2026-11-30 13:40:45.938071+00
57	quizzes	0003_engine	2026-11-30 13:41:00.89918+00
58	quizzes	0004_carry_over	2026-11-30 13:41:01.35917+00
59	quizzes	0005_engine_constraints	2026-11-30 13:41:01.622407+00
\.
COPY public.django_session (session_key, session_data, expire_date) FROM stdin;
\.
COPY public.django_tasks_database_dbtaskresult (id, status, args_kwargs, priority, task_path, queue_name, backend_name, run_after, enqueued_at, finished_at, started_at, return_value, exception_class_path, traceback, worker_ids) FROM stdin;
\.
COPY public.quizzes_accommodation (id, unit_key, extra_time_percent, extra_attempts, reason, granted_at, enrolment_id, granted_by_id) FROM stdin;
\.
COPY public.quizzes_attempt (id, unit_key, number, state, started_at, submitted_at, submit_key, enrolment_id, quiz_id, deadline_at, puts_right_id, seed, submit_reason) FROM stdin;
3	quiz	1	open	2026-11-24 10:00:00+00	\N	\N	3	1	\N	\N		
1	quiz	1	submitted	2026-11-24 10:00:00+00	2026-11-24 10:00:00+00	493faf9b-5470-498a-9479-9fc9f94261da	1	1	\N	\N		learner
2	quiz	1	submitted	2026-11-24 10:00:00+00	2026-11-24 10:00:00+00	8877f3e4-3b74-4db3-89c9-b56e2d253ecc	2	1	\N	\N		learner
4	quiz	1	open	2026-11-30 13:41:07.557223+00	\N	\N	4	2	\N	\N	f0b20218520953564a337683b15af5e7	
5	quiz	1	submitted	2026-11-30 13:41:11.359569+00	2026-11-30 13:41:13.530646+00	41ce0cf6-07bf-4941-a122-2b1dcbc72570	5	2	\N	\N	30dc2d1f6f66d70a0f3addff2a7a9256	learner
6	quiz	1	submitted	2026-11-30 13:41:19.333862+00	2026-11-30 13:41:19.994771+00	74b29279-77ff-4573-af1d-bf3a2992eebc	6	2	\N	\N	a72c5d7f0c7c167810cd705a3ffbe290	learner
7	quiz	1	submitted	2026-11-30 13:41:23.281914+00	2026-11-30 13:41:24.370678+00	76b97c3c-aebc-4700-b898-64d08cb3956d	7	2	\N	\N	cb5fd85f819831e5b4776bfc8338d255	learner
\.
COPY public.quizzes_attemptitem (id, "position", points, option_order, response, seq, saved_at, flagged, sureness, attempt_id, question_id, version_id, bank_item_id, checked_at) FROM stdin;
1	1	1	["c", "b", "a"]	"b"	2	\N	f	3	1	1	1	1	\N
2	2	1	["c", "b", "a"]	["a", "b"]	2	\N	f	3	1	2	2	2	\N
3	3	1	[]	"500 mg"	2	\N	f	3	1	3	3	3	\N
4	1	1	["c", "b", "a"]	"a"	2	\N	f	3	2	1	1	1	\N
5	2	1	["c", "b", "a"]	["a"]	2	\N	f	3	2	2	2	2	\N
6	3	1	[]	"500 milligrams"	2	\N	f	3	2	3	3	3	\N
7	1	1	["c", "b", "a"]	"c"	2	\N	f	3	3	1	1	1	\N
8	2	1	["c", "b", "a"]	\N	2	\N	f	3	3	2	2	2	\N
9	3	1	[]	"50 mg"	2	\N	f	3	3	3	3	3	\N
12	3	1	[]	\N	0	\N	f	\N	4	6	6	6	\N
13	4	1	[]	\N	0	\N	f	\N	4	7	7	7	\N
10	1	1	["b", "a", "d", "c"]	"b"	1	2026-11-30 13:41:07.848171+00	f	\N	4	4	4	4	\N
11	2	1	["e", "b", "a", "d", "c"]	["a", "c", "d"]	1	2026-11-30 13:41:07.974202+00	f	\N	4	5	5	5	\N
14	1	1	["a", "c", "d", "b"]	"b"	1	2026-11-30 13:41:11.577435+00	f	\N	5	4	4	4	\N
15	2	1	["a", "d", "e", "b", "c"]	["a", "c", "d"]	1	2026-11-30 13:41:11.646129+00	f	\N	5	5	5	5	\N
16	3	1	[]	"500 mg"	1	2026-11-30 13:41:11.718163+00	f	\N	5	6	6	6	\N
17	4	1	[]	"hyperkalaemia"	1	2026-11-30 13:41:11.810248+00	f	\N	5	7	7	7	\N
18	1	1	["a", "c", "b", "d"]	\N	1	2026-11-30 13:41:19.529946+00	f	\N	6	4	4	4	\N
19	2	1	["b", "e", "a", "d", "c"]	\N	1	2026-11-30 13:41:19.601886+00	f	\N	6	5	5	5	\N
20	3	1	[]	\N	1	2026-11-30 13:41:19.67014+00	f	\N	6	6	6	6	\N
21	4	1	[]	\N	1	2026-11-30 13:41:19.742134+00	f	\N	6	7	7	7	\N
22	1	1	["b", "d", "a", "c"]	"b"	1	2026-11-30 13:41:23.486155+00	f	\N	7	4	4	4	\N
23	2	1	["d", "a", "e", "b", "c"]	["a", "c", "d"]	1	2026-11-30 13:41:23.603223+00	f	\N	7	5	5	5	\N
24	3	1	[]	"500 mg"	1	2026-11-30 13:41:23.767399+00	f	\N	7	6	6	6	\N
25	4	1	[]	"hyperkalaemia"	1	2026-11-30 13:41:23.876542+00	f	\N	7	7	7	7	\N
\.
COPY public.quizzes_bankitem (id, "position", points, rendered, remediation_url, remediation_title, quiz_id, version_id, file, "group", must_pass, remediation_text, source) FROM stdin;
1	1	1	{"stem": "What is it?", "option.a": "Option a", "option.b": "Option b", "option.c": "Option c", "vignette": "A vignette.", "option.a.why": "WHY a", "option.b.why": "WHY b", "option.c.why": "WHY c"}			1	1			f		
2	2	1	{"stem": "What is it?", "option.a": "Option a", "option.b": "Option b", "option.c": "Option c", "vignette": "A vignette.", "option.a.why": "WHY a", "option.b.why": "WHY b", "option.c.why": "WHY c"}			1	2			f		
3	3	1	{"stem": "How much is it?", "slip.50": "A slip by ten", "rationale": "WHY the number"}			1	3			f		
4	1	1	{"stem": "<em>What is it?</em>", "option.a": "Option a", "option.b": "Option b", "option.c": "Option c", "option.d": "Option d", "vignette": "A vignette.", "option.a.why": "WHY a", "option.b.why": "WHY b", "option.c.why": "WHY c", "option.d.why": "WHY d"}	/courses/basics/units/lesson-1/#opening	1.1 About lesson-1	2	4			f	The passage to read again.	
5	2	1	{"stem": "<em>What is it?</em>", "option.a": "Option a", "option.b": "Option b", "option.c": "Option c", "option.d": "Option d", "option.e": "Option e", "vignette": "A vignette.", "option.a.why": "WHY a", "option.b.why": "WHY b", "option.c.why": "WHY c", "option.d.why": "WHY d", "option.e.why": "WHY e"}	/courses/basics/units/lesson-1/#opening	1.1 About lesson-1	2	5			f	The passage to read again.	
6	3	1	{"stem": "<em>How much is it?</em>", "slip.50": "A slip by ten", "rationale": "WHY the number"}	/courses/basics/units/lesson-1/#opening	1.1 About lesson-1	2	6			f	The passage to read again.	
7	4	1	{"stem": "<em>What is it called?</em>", "slip.0": "A slip to the opposite", "rationale": "WHY the word"}	/courses/basics/units/lesson-1/#opening	1.1 About lesson-1	2	7			f	The passage to read again.	
\.
COPY public.quizzes_bankitem_objectives (id, bankitem_id, objective_id) FROM stdin;
\.
COPY public.quizzes_graderun (id, run, reason, earned, possible, passed, graded_at, attempt_id, missed_must_pass, order_id) FROM stdin;
1	1	submit	8/3	3	t	2026-11-24 10:00:00+00	1	0	\N
2	1	submit	1/3	3	f	2026-11-24 10:00:00+00	2	0	\N
3	1	submit	4	4	t	2026-11-30 13:41:13.530646+00	5	0	\N
4	1	submit	0	4	f	2026-11-30 13:41:19.994771+00	6	0	\N
5	1	submit	4	4	t	2026-11-30 13:41:24.370678+00	7	0	\N
\.
COPY public.quizzes_itemgrade (id, status, item_id, run_id, numerator, denominator, state, version_id) FROM stdin;
1	correct	1	1	1	1	counted	1
2	partial	2	1	2	3	counted	2
3	correct	3	1	1	1	counted	3
4	wrong	4	2	0	1	counted	1
5	partial	5	2	1	3	counted	2
6	wrong	6	2	0	1	counted	3
7	correct	14	3	1	1	counted	4
8	correct	15	3	1	1	counted	5
9	correct	16	3	1	1	counted	6
10	correct	17	3	1	1	counted	7
11	omitted	18	4	0	1	counted	4
12	omitted	19	4	0	1	counted	5
13	omitted	20	4	0	1	counted	6
14	omitted	21	4	0	1	counted	7
15	correct	22	5	1	1	counted	4
16	correct	23	5	1	1	counted	5
17	correct	24	5	1	1	counted	6
18	correct	25	5	1	1	counted	7
\.
COPY public.quizzes_itemreport (id, kind, text, reported_at, answer, answered_at, answered_by_id, item_id, owner_id) FROM stdin;
\.
COPY public.quizzes_question (id, ref, course_id) FROM stdin;
1	single	1
2	multi	1
3	numeric	1
4	question-2	2
5	question-3	2
6	question-4	2
7	question-5	2
\.
COPY public.quizzes_questionversion (id, number, kind, body, sha256, question_id) FROM stdin;
1	1	single	{"key": "b", "stem": "What is it?", "options": [{"id": "a", "text": "Option a", "rationale": "WHY a"}, {"id": "b", "text": "Option b", "rationale": "WHY b"}, {"id": "c", "text": "Option c", "rationale": "WHY c"}], "shuffle": true, "vignette": "A vignette.", "rationale": ""}	85d3fb95505a6f8b71d553da60b2980b4f0989faf33ca03d2aeb3ef45e07bd0b	1
2	1	multi	{"key": ["a", "b", "c"], "stem": "What is it?", "policy": "plus_minus", "options": [{"id": "a", "text": "Option a", "rationale": "WHY a"}, {"id": "b", "text": "Option b", "rationale": "WHY b"}, {"id": "c", "text": "Option c", "rationale": "WHY c"}], "shuffle": true, "vignette": "A vignette.", "rationale": ""}	6d0d1f0bf1037dd9f7c30cc34cbebc0480fff5b446717c0b28cb30e3160b6c3f	2
3	1	numeric	{"stem": "How much is it?", "slips": [{"value": "50", "rationale": "A slip by ten"}], "units": {"mg": "1"}, "answers": [{"tol": "0", "value": "500"}], "options": [], "vignette": "", "rationale": "WHY the number"}	9320b216c28e302d2c61066996eea8079fe72657ab9922635413e6948df9773b	3
4	1	single	{"key": "b", "stem": "What is it?", "options": [{"id": "a", "text": "Option a", "rationale": "WHY a"}, {"id": "b", "text": "Option b", "rationale": "WHY b"}, {"id": "c", "text": "Option c", "rationale": "WHY c"}, {"id": "d", "text": "Option d", "rationale": "WHY d"}], "shuffle": true, "vignette": "A vignette.", "rationale": ""}	d5decba83e72a46532afb80e5169a942b493822764777e0639196360dd176670	4
5	1	multi	{"key": ["a", "c", "d"], "stem": "What is it?", "policy": "all_or_nothing", "options": [{"id": "a", "text": "Option a", "rationale": "WHY a"}, {"id": "b", "text": "Option b", "rationale": "WHY b"}, {"id": "c", "text": "Option c", "rationale": "WHY c"}, {"id": "d", "text": "Option d", "rationale": "WHY d"}, {"id": "e", "text": "Option e", "rationale": "WHY e"}], "shuffle": true, "vignette": "A vignette.", "rationale": ""}	8d5531c7c4983d61f35030d92b553a1576c4f48fa81511bd9792a6249a4822f5	5
6	1	numeric	{"stem": "How much is it?", "slips": [{"value": "50", "rationale": "A slip by ten"}], "units": {"g": "1000", "mg": "1", "mcg": "0.001"}, "answers": [{"tol": "0", "value": "500"}], "options": [], "vignette": "", "rationale": "WHY the number"}	397e81183a2b5aa4492f92fb9ed2507c4c4e8c8b9615e7b4f299198eb0b8fd3b	6
7	1	text	{"stem": "What is it called?", "slips": [{"text": "hypokalaemia", "rationale": "A slip to the opposite"}], "answers": ["hyperkalaemia", "hyperkalemia"], "options": [], "vignette": "", "rationale": "WHY the word"}	098eba474d3f63bd20e7a20086656f053896b96a44a1268d4ff3eaed53cb65ad	7
\.
COPY public.quizzes_quiz (id, pass_mark, attempts_allowed, cooldown_minutes, review, unit_id, file, keep, purpose, shuffle, source, time_limit_minutes) FROM stdin;
1	60	3	0	after_pass	1		best	certifying	f		\N
2	80	\N	0	after_pass	4		best	certifying	f		\N
\.
COPY public.quizzes_regradeorder (id, action, reason, dry_run, requested_at, approved_because, approved_at, refused_because, refused_at, approved_by_id, refused_by_id, requested_by_id, to_version_id, version_id) FROM stdin;
\.
COPY public.quizzes_rule (id, "position", "group", draw, item_id, objective_id, quiz_id) FROM stdin;
1	1		1	1	\N	1
2	2		1	2	\N	1
3	3		1	3	\N	1
4	1		1	4	\N	2
5	2		1	5	\N	2
6	3		1	6	\N	2
7	4		1	7	\N	2
\.
SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_auditevent_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_outgoingmail_id_seq', 4, true);
SELECT pg_catalog.setval('public.accounts_role_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_user_groups_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_user_id_seq', 8, true);
SELECT pg_catalog.setval('public.accounts_user_user_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_id_seq', 5, true);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 27, true);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 200, true);
SELECT pg_catalog.setval('public.certificates_certificate_id_seq', 2, true);
SELECT pg_catalog.setval('public.certificates_chainhead_id_seq', 1, false);
SELECT pg_catalog.setval('public.certificates_guidefile_id_seq', 1, false);
SELECT pg_catalog.setval('public.certificates_lookupcount_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_acknowledgement_id_seq', 4, true);
SELECT pg_catalog.setval('public.course_asset_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_completion_id_seq', 11, true);
SELECT pg_catalog.setval('public.course_contributor_id_seq', 1, true);
SELECT pg_catalog.setval('public.course_course_id_seq', 2, true);
SELECT pg_catalog.setval('public.course_edition_id_seq', 2, true);
SELECT pg_catalog.setval('public.course_enrolment_id_seq', 7, true);
SELECT pg_catalog.setval('public.course_fact_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_fact_references_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_fact_units_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_glossaryterm_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_guidepage_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_module_id_seq', 2, true);
SELECT pg_catalog.setval('public.course_modulereview_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_objective_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_passage_facts_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_passage_id_seq', 3, true);
SELECT pg_catalog.setval('public.course_provider_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_readingposition_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_reference_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_unit_id_seq', 4, true);
SELECT pg_catalog.setval('public.course_unit_objectives_id_seq', 1, false);
SELECT pg_catalog.setval('public.course_unitreference_id_seq', 1, false);
SELECT pg_catalog.setval('public.django_admin_log_id_seq', 1, false);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 47, true);
SELECT pg_catalog.setval('public.django_migrations_id_seq', 59, true);
SELECT pg_catalog.setval('public.quizzes_accommodation_id_seq', 1, false);
SELECT pg_catalog.setval('public.quizzes_attempt_id_seq', 7, true);
SELECT pg_catalog.setval('public.quizzes_attemptitem_id_seq', 25, true);
SELECT pg_catalog.setval('public.quizzes_graderun_id_seq', 5, true);
SELECT pg_catalog.setval('public.quizzes_itemgrade_id_seq', 18, true);
SELECT pg_catalog.setval('public.quizzes_itemreport_id_seq', 1, false);
SELECT pg_catalog.setval('public.quizzes_question_id_seq', 7, true);
SELECT pg_catalog.setval('public.quizzes_questionversion_id_seq', 7, true);
SELECT pg_catalog.setval('public.quizzes_quiz_id_seq', 2, true);
SELECT pg_catalog.setval('public.quizzes_regradeorder_id_seq', 1, false);
SELECT pg_catalog.setval('public.quizzes_rule_id_seq', 7, true);
SELECT pg_catalog.setval('public.quizzes_rule_id_seq1', 7, true);
SELECT pg_catalog.setval('public.quizzes_rule_objectives_id_seq', 1, false);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_auditevent
    ADD CONSTRAINT accounts_auditevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_outgoingmail
    ADD CONSTRAINT accounts_outgoingmail_key_key UNIQUE (key);
ALTER TABLE ONLY public.accounts_outgoingmail
    ADD CONSTRAINT accounts_outgoingmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_role
    ADD CONSTRAINT accounts_role_once UNIQUE (user_id, name);
ALTER TABLE ONLY public.accounts_role
    ADD CONSTRAINT accounts_role_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cache
    ADD CONSTRAINT cache_pkey PRIMARY KEY (cache_key);
ALTER TABLE ONLY public.certificates_certificate
    ADD CONSTRAINT certificates_certificate_code_key UNIQUE (code);
ALTER TABLE ONLY public.certificates_certificate
    ADD CONSTRAINT certificates_certificate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.certificates_certificate
    ADD CONSTRAINT certificates_certificate_record_hash_key UNIQUE (record_hash);
ALTER TABLE ONLY public.certificates_certificate
    ADD CONSTRAINT certificates_certificate_sequence_key UNIQUE (sequence);
ALTER TABLE ONLY public.certificates_chainhead
    ADD CONSTRAINT certificates_chainhead_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.certificates_guidefile
    ADD CONSTRAINT certificates_guidefile_once UNIQUE (edition_id, state, paper);
ALTER TABLE ONLY public.certificates_guidefile
    ADD CONSTRAINT certificates_guidefile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.certificates_lookupcount
    ADD CONSTRAINT certificates_lookupcount_once UNIQUE (client, "window");
ALTER TABLE ONLY public.certificates_lookupcount
    ADD CONSTRAINT certificates_lookupcount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_acknowledgement
    ADD CONSTRAINT course_acknowledgement_once UNIQUE (enrolment_id, edition_id);
ALTER TABLE ONLY public.course_acknowledgement
    ADD CONSTRAINT course_acknowledgement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_asset
    ADD CONSTRAINT course_asset_path UNIQUE (edition_id, path);
ALTER TABLE ONLY public.course_asset
    ADD CONSTRAINT course_asset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_completion
    ADD CONSTRAINT course_completion_once UNIQUE (enrolment_id, unit_key, revision);
ALTER TABLE ONLY public.course_completion
    ADD CONSTRAINT course_completion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_contributor
    ADD CONSTRAINT course_contributor_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_course
    ADD CONSTRAINT course_course_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_course
    ADD CONSTRAINT course_course_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.course_edition
    ADD CONSTRAINT course_edition_digest UNIQUE (course_id, digest);
ALTER TABLE ONLY public.course_edition
    ADD CONSTRAINT course_edition_number UNIQUE (course_id, number);
ALTER TABLE ONLY public.course_edition
    ADD CONSTRAINT course_edition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_enrolment
    ADD CONSTRAINT course_enrolment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_enrolment
    ADD CONSTRAINT course_enrolment_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.course_fact
    ADD CONSTRAINT course_fact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_fact_references
    ADD CONSTRAINT course_fact_references_fact_id_reference_id_a983c956_uniq UNIQUE (fact_id, reference_id);
ALTER TABLE ONLY public.course_fact_references
    ADD CONSTRAINT course_fact_references_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_fact
    ADD CONSTRAINT course_fact_tag UNIQUE (edition_id, tag);
ALTER TABLE ONLY public.course_fact_units
    ADD CONSTRAINT course_fact_units_fact_id_unit_id_cf12f393_uniq UNIQUE (fact_id, unit_id);
ALTER TABLE ONLY public.course_fact_units
    ADD CONSTRAINT course_fact_units_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_glossaryterm
    ADD CONSTRAINT course_glossaryterm_key UNIQUE (edition_id, key);
ALTER TABLE ONLY public.course_glossaryterm
    ADD CONSTRAINT course_glossaryterm_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_guidepage
    ADD CONSTRAINT course_guidepage_key UNIQUE (edition_id, key);
ALTER TABLE ONLY public.course_guidepage
    ADD CONSTRAINT course_guidepage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_module
    ADD CONSTRAINT course_module_key UNIQUE (edition_id, key);
ALTER TABLE ONLY public.course_module
    ADD CONSTRAINT course_module_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_modulereview
    ADD CONSTRAINT course_modulereview_once UNIQUE (course_id, module_key, digest, reviewer_id);
ALTER TABLE ONLY public.course_modulereview
    ADD CONSTRAINT course_modulereview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_objective
    ADD CONSTRAINT course_objective_key UNIQUE (edition_id, key);
ALTER TABLE ONLY public.course_objective
    ADD CONSTRAINT course_objective_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_passage_facts
    ADD CONSTRAINT course_passage_facts_passage_id_fact_id_44c2055b_uniq UNIQUE (passage_id, fact_id);
ALTER TABLE ONLY public.course_passage_facts
    ADD CONSTRAINT course_passage_facts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_passage
    ADD CONSTRAINT course_passage_key UNIQUE (unit_id, key);
ALTER TABLE ONLY public.course_passage
    ADD CONSTRAINT course_passage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_provider
    ADD CONSTRAINT course_provider_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_readingposition
    ADD CONSTRAINT course_readingposition_once UNIQUE (enrolment_id, unit_key);
ALTER TABLE ONLY public.course_readingposition
    ADD CONSTRAINT course_readingposition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_reference
    ADD CONSTRAINT course_reference_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_reference
    ADD CONSTRAINT course_reference_tag UNIQUE (edition_id, tag);
ALTER TABLE ONLY public.course_unit
    ADD CONSTRAINT course_unit_key UNIQUE (edition_id, key);
ALTER TABLE ONLY public.course_unit_objectives
    ADD CONSTRAINT course_unit_objectives_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_unit_objectives
    ADD CONSTRAINT course_unit_objectives_unit_id_objective_id_71fc40d8_uniq UNIQUE (unit_id, objective_id);
ALTER TABLE ONLY public.course_unit
    ADD CONSTRAINT course_unit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.course_unitreference
    ADD CONSTRAINT course_unitreference_number UNIQUE (unit_id, number);
ALTER TABLE ONLY public.course_unitreference
    ADD CONSTRAINT course_unitreference_once UNIQUE (unit_id, reference_id);
ALTER TABLE ONLY public.course_unitreference
    ADD CONSTRAINT course_unitreference_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.django_tasks_database_dbtaskresult
    ADD CONSTRAINT django_tasks_database_dbtaskresult_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_accommodation
    ADD CONSTRAINT quizzes_accommodation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_attempt
    ADD CONSTRAINT quizzes_attempt_number UNIQUE (enrolment_id, unit_key, number);
ALTER TABLE ONLY public.quizzes_attempt
    ADD CONSTRAINT quizzes_attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_attemptitem
    ADD CONSTRAINT quizzes_attemptitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_attemptitem
    ADD CONSTRAINT quizzes_attemptitem_position UNIQUE (attempt_id, "position");
ALTER TABLE ONLY public.quizzes_attemptitem
    ADD CONSTRAINT quizzes_attemptitem_question UNIQUE (attempt_id, question_id);
ALTER TABLE ONLY public.quizzes_bankitem
    ADD CONSTRAINT quizzes_bankitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_bankitem
    ADD CONSTRAINT quizzes_bankitem_position UNIQUE (quiz_id, "position");
ALTER TABLE ONLY public.quizzes_graderun
    ADD CONSTRAINT quizzes_graderun_once UNIQUE (attempt_id, run);
ALTER TABLE ONLY public.quizzes_graderun
    ADD CONSTRAINT quizzes_graderun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_itemgrade
    ADD CONSTRAINT quizzes_itemgrade_once UNIQUE (run_id, item_id);
ALTER TABLE ONLY public.quizzes_itemgrade
    ADD CONSTRAINT quizzes_itemgrade_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_itemreport
    ADD CONSTRAINT quizzes_itemreport_once UNIQUE (item_id, kind);
ALTER TABLE ONLY public.quizzes_itemreport
    ADD CONSTRAINT quizzes_itemreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_question
    ADD CONSTRAINT quizzes_question_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_question
    ADD CONSTRAINT quizzes_question_ref UNIQUE (course_id, ref);
ALTER TABLE ONLY public.quizzes_questionversion
    ADD CONSTRAINT quizzes_questionversion_body UNIQUE (question_id, sha256);
ALTER TABLE ONLY public.quizzes_questionversion
    ADD CONSTRAINT quizzes_questionversion_number UNIQUE (question_id, number);
ALTER TABLE ONLY public.quizzes_questionversion
    ADD CONSTRAINT quizzes_questionversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_quiz
    ADD CONSTRAINT quizzes_quiz_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_quiz
    ADD CONSTRAINT quizzes_quiz_unit_id_key UNIQUE (unit_id);
ALTER TABLE ONLY public.quizzes_regradeorder
    ADD CONSTRAINT quizzes_regradeorder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_bankitem_objectives
    ADD CONSTRAINT quizzes_rule_objectives_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_bankitem_objectives
    ADD CONSTRAINT quizzes_rule_objectives_rule_id_objective_id_dd0ebd63_uniq UNIQUE (bankitem_id, objective_id);
ALTER TABLE ONLY public.quizzes_rule
    ADD CONSTRAINT quizzes_rule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quizzes_rule
    ADD CONSTRAINT quizzes_rule_position UNIQUE (quiz_id, "position");
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_audit_subject ON public.accounts_auditevent USING btree (subject_type, subject_key);
CREATE INDEX accounts_auditevent_actor_id_179eee89 ON public.accounts_auditevent USING btree (actor_id);
CREATE INDEX accounts_outgoingmail_key_e4d43f55_like ON public.accounts_outgoingmail USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_role_user_id_a498ef00 ON public.accounts_role USING btree (user_id);
CREATE UNIQUE INDEX accounts_user_email_any_case ON public.accounts_user USING btree (lower((email)::text));
CREATE INDEX accounts_user_email_b2644a56_like ON public.accounts_user USING btree (email varchar_pattern_ops);
CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);
CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);
CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);
CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX cache_expires ON public.cache USING btree (expires);
CREATE INDEX certificates_certificate_award_key_6700bfd0 ON public.certificates_certificate USING btree (award_key);
CREATE INDEX certificates_certificate_award_key_6700bfd0_like ON public.certificates_certificate USING btree (award_key varchar_pattern_ops);
CREATE INDEX certificates_certificate_code_5385c3b7_like ON public.certificates_certificate USING btree (code varchar_pattern_ops);
CREATE INDEX certificates_certificate_course_slug_fff937c9 ON public.certificates_certificate USING btree (course_slug);
CREATE INDEX certificates_certificate_course_slug_fff937c9_like ON public.certificates_certificate USING btree (course_slug varchar_pattern_ops);
CREATE INDEX certificates_certificate_enrolment_id_1a9d2b55 ON public.certificates_certificate USING btree (enrolment_id);
CREATE UNIQUE INDEX certificates_certificate_one_current ON public.certificates_certificate USING btree (enrolment_id, award_key) WHERE (ended_at IS NULL);
CREATE INDEX certificates_certificate_record_hash_17116b22_like ON public.certificates_certificate USING btree (record_hash varchar_pattern_ops);
CREATE INDEX certificates_certificate_revoked_by_id_5e13ff2c ON public.certificates_certificate USING btree (revoked_by_id);
CREATE INDEX certificates_guidefile_edition_id_945a03e9 ON public.certificates_guidefile USING btree (edition_id);
CREATE INDEX certificates_lookup_window ON public.certificates_lookupcount USING btree ("window");
CREATE INDEX course_acknowledgement_edition_id_c9fe4fc4 ON public.course_acknowledgement USING btree (edition_id);
CREATE INDEX course_acknowledgement_enrolment_id_947b4174 ON public.course_acknowledgement USING btree (enrolment_id);
CREATE INDEX course_asset_edition_id_d1643947 ON public.course_asset USING btree (edition_id);
CREATE INDEX course_completion_enrolment_id_343cbb6a ON public.course_completion USING btree (enrolment_id);
CREATE INDEX course_completion_unit_id_476fba50 ON public.course_completion USING btree (unit_id);
CREATE INDEX course_completion_unit_key_e264a20b ON public.course_completion USING btree (unit_key);
CREATE INDEX course_completion_unit_key_e264a20b_like ON public.course_completion USING btree (unit_key varchar_pattern_ops);
CREATE INDEX course_completion_waived_by_id_6b9bf820 ON public.course_completion USING btree (waived_by_id);
CREATE INDEX course_contributor_edition_id_4cde6da3 ON public.course_contributor USING btree (edition_id);
CREATE INDEX course_course_slug_8ca9d9ef_like ON public.course_course USING btree (slug varchar_pattern_ops);
CREATE INDEX course_edition_course_id_43e12c1c ON public.course_edition USING btree (course_id);
CREATE INDEX course_edition_published_by_id_3063bb03 ON public.course_edition USING btree (published_by_id);
CREATE INDEX course_enrolment_course_id_1db1a583 ON public.course_enrolment USING btree (course_id);
CREATE INDEX course_enrolment_edition_id_fa52dc7b ON public.course_enrolment USING btree (edition_id);
CREATE UNIQUE INDEX course_enrolment_one_active ON public.course_enrolment USING btree (user_id, course_id) WHERE (ended_at IS NULL);
CREATE INDEX course_enrolment_user_id_4980cafa ON public.course_enrolment USING btree (user_id);
CREATE INDEX course_fact_edition_id_dddcb6b5 ON public.course_fact USING btree (edition_id);
CREATE INDEX course_fact_references_fact_id_d8fab2a6 ON public.course_fact_references USING btree (fact_id);
CREATE INDEX course_fact_references_reference_id_bbd482f8 ON public.course_fact_references USING btree (reference_id);
CREATE INDEX course_fact_units_fact_id_7e3c007f ON public.course_fact_units USING btree (fact_id);
CREATE INDEX course_fact_units_unit_id_3f4d0348 ON public.course_fact_units USING btree (unit_id);
CREATE INDEX course_glossaryterm_edition_id_bfcf2ca9 ON public.course_glossaryterm USING btree (edition_id);
CREATE INDEX course_glossaryterm_key_2a755c8e ON public.course_glossaryterm USING btree (key);
CREATE INDEX course_glossaryterm_key_2a755c8e_like ON public.course_glossaryterm USING btree (key varchar_pattern_ops);
CREATE INDEX course_guidepage_edition_id_c423896d ON public.course_guidepage USING btree (edition_id);
CREATE INDEX course_guidepage_key_ec3ef596 ON public.course_guidepage USING btree (key);
CREATE INDEX course_guidepage_key_ec3ef596_like ON public.course_guidepage USING btree (key varchar_pattern_ops);
CREATE INDEX course_module_edition_id_ab3ecb1f ON public.course_module USING btree (edition_id);
CREATE INDEX course_module_key_bcc6b427 ON public.course_module USING btree (key);
CREATE INDEX course_module_key_bcc6b427_like ON public.course_module USING btree (key varchar_pattern_ops);
CREATE INDEX course_modulereview_course_id_cf0f54d9 ON public.course_modulereview USING btree (course_id);
CREATE INDEX course_modulereview_module_key_14994c8e ON public.course_modulereview USING btree (module_key);
CREATE INDEX course_modulereview_module_key_14994c8e_like ON public.course_modulereview USING btree (module_key varchar_pattern_ops);
CREATE INDEX course_modulereview_reviewer_id_d9f443db ON public.course_modulereview USING btree (reviewer_id);
CREATE INDEX course_objective_edition_id_dd3716b6 ON public.course_objective USING btree (edition_id);
CREATE INDEX course_objective_key_6c7f644c ON public.course_objective USING btree (key);
CREATE INDEX course_objective_key_6c7f644c_like ON public.course_objective USING btree (key varchar_pattern_ops);
CREATE INDEX course_objective_module_id_ceb3d5cf ON public.course_objective USING btree (module_id);
CREATE INDEX course_passage_facts_fact_id_f6e48e7b ON public.course_passage_facts USING btree (fact_id);
CREATE INDEX course_passage_facts_passage_id_e11a9402 ON public.course_passage_facts USING btree (passage_id);
CREATE INDEX course_passage_key_d836c1b1 ON public.course_passage USING btree (key);
CREATE INDEX course_passage_key_d836c1b1_like ON public.course_passage USING btree (key varchar_pattern_ops);
CREATE INDEX course_passage_unit_id_3dc8e995 ON public.course_passage USING btree (unit_id);
CREATE INDEX course_readingposition_enrolment_id_c91df4e0 ON public.course_readingposition USING btree (enrolment_id);
CREATE INDEX course_readingposition_passage_key_51d35e38 ON public.course_readingposition USING btree (passage_key);
CREATE INDEX course_readingposition_passage_key_51d35e38_like ON public.course_readingposition USING btree (passage_key varchar_pattern_ops);
CREATE INDEX course_readingposition_unit_key_7185cd64 ON public.course_readingposition USING btree (unit_key);
CREATE INDEX course_readingposition_unit_key_7185cd64_like ON public.course_readingposition USING btree (unit_key varchar_pattern_ops);
CREATE INDEX course_reference_edition_id_eb9fc6ca ON public.course_reference USING btree (edition_id);
CREATE INDEX course_unit_edition_id_8f608e9f ON public.course_unit USING btree (edition_id);
CREATE INDEX course_unit_key_664a1160 ON public.course_unit USING btree (key);
CREATE INDEX course_unit_key_664a1160_like ON public.course_unit USING btree (key varchar_pattern_ops);
CREATE INDEX course_unit_module_id_6ea1fe48 ON public.course_unit USING btree (module_id);
CREATE INDEX course_unit_objectives_objective_id_d18205a2 ON public.course_unit_objectives USING btree (objective_id);
CREATE INDEX course_unit_objectives_unit_id_98e6c606 ON public.course_unit_objectives USING btree (unit_id);
CREATE INDEX course_unitreference_reference_id_1a9d281b ON public.course_unitreference USING btree (reference_id);
CREATE INDEX course_unitreference_unit_id_1a007827 ON public.course_unitreference USING btree (unit_id);
CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);
CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX django_task_backend_071754_idx ON public.django_tasks_database_dbtaskresult USING btree (backend_name);
CREATE INDEX django_task_queue_n_99c321_idx ON public.django_tasks_database_dbtaskresult USING btree (queue_name);
CREATE INDEX quizzes_accommodation_enrolment_id_862caa15 ON public.quizzes_accommodation USING btree (enrolment_id);
CREATE INDEX quizzes_accommodation_granted_by_id_6d0effa7 ON public.quizzes_accommodation USING btree (granted_by_id);
CREATE INDEX quizzes_accommodation_unit_key_37ded475 ON public.quizzes_accommodation USING btree (unit_key);
CREATE INDEX quizzes_accommodation_unit_key_37ded475_like ON public.quizzes_accommodation USING btree (unit_key varchar_pattern_ops);
CREATE INDEX quizzes_attempt_enrolment_id_01c9bbd0 ON public.quizzes_attempt USING btree (enrolment_id);
CREATE UNIQUE INDEX quizzes_attempt_one_open ON public.quizzes_attempt USING btree (enrolment_id, unit_key) WHERE ((state)::text = 'open'::text);
CREATE INDEX quizzes_attempt_puts_right_id_622e78e5 ON public.quizzes_attempt USING btree (puts_right_id);
CREATE INDEX quizzes_attempt_quiz_id_5dc3f292 ON public.quizzes_attempt USING btree (quiz_id);
CREATE INDEX quizzes_attempt_unit_key_7a2fc75e ON public.quizzes_attempt USING btree (unit_key);
CREATE INDEX quizzes_attempt_unit_key_7a2fc75e_like ON public.quizzes_attempt USING btree (unit_key varchar_pattern_ops);
CREATE INDEX quizzes_attemptitem_attempt_id_28851a6c ON public.quizzes_attemptitem USING btree (attempt_id);
CREATE INDEX quizzes_attemptitem_question_id_5f593da6 ON public.quizzes_attemptitem USING btree (question_id);
CREATE INDEX quizzes_attemptitem_rule_id_7ae35d94 ON public.quizzes_attemptitem USING btree (bank_item_id);
CREATE INDEX quizzes_attemptitem_version_id_a16d0124 ON public.quizzes_attemptitem USING btree (version_id);
CREATE INDEX quizzes_bankitem_group_3cf756f8 ON public.quizzes_bankitem USING btree ("group");
CREATE INDEX quizzes_bankitem_group_3cf756f8_like ON public.quizzes_bankitem USING btree ("group" varchar_pattern_ops);
CREATE INDEX quizzes_bankitem_quiz_id_1ccaa35c ON public.quizzes_bankitem USING btree (quiz_id);
CREATE INDEX quizzes_bankitem_version_id_f04f9d72 ON public.quizzes_bankitem USING btree (version_id);
CREATE INDEX quizzes_graderun_attempt_id_62abe70c ON public.quizzes_graderun USING btree (attempt_id);
CREATE INDEX quizzes_graderun_order_id_47f383b7 ON public.quizzes_graderun USING btree (order_id);
CREATE INDEX quizzes_itemgrade_item_id_2e21fb07 ON public.quizzes_itemgrade USING btree (item_id);
CREATE INDEX quizzes_itemgrade_run_id_8340b779 ON public.quizzes_itemgrade USING btree (run_id);
CREATE INDEX quizzes_itemgrade_version_id_90c07ee2 ON public.quizzes_itemgrade USING btree (version_id);
CREATE INDEX quizzes_itemreport_answered_by_id_75412018 ON public.quizzes_itemreport USING btree (answered_by_id);
CREATE INDEX quizzes_itemreport_item_id_1628372d ON public.quizzes_itemreport USING btree (item_id);
CREATE INDEX quizzes_itemreport_owner_id_45cb45fc ON public.quizzes_itemreport USING btree (owner_id);
CREATE INDEX quizzes_question_course_id_e9076c33 ON public.quizzes_question USING btree (course_id);
CREATE INDEX quizzes_question_ref_0a4391fa ON public.quizzes_question USING btree (ref);
CREATE INDEX quizzes_question_ref_0a4391fa_like ON public.quizzes_question USING btree (ref varchar_pattern_ops);
CREATE INDEX quizzes_questionversion_question_id_d6936507 ON public.quizzes_questionversion USING btree (question_id);
CREATE INDEX quizzes_regradeorder_approved_by_id_df5513b2 ON public.quizzes_regradeorder USING btree (approved_by_id);
CREATE INDEX quizzes_regradeorder_refused_by_id_19992eb4 ON public.quizzes_regradeorder USING btree (refused_by_id);
CREATE INDEX quizzes_regradeorder_requested_by_id_c2f15b2d ON public.quizzes_regradeorder USING btree (requested_by_id);
CREATE INDEX quizzes_regradeorder_to_version_id_a44ff4f8 ON public.quizzes_regradeorder USING btree (to_version_id);
CREATE INDEX quizzes_regradeorder_version_id_e593fa2c ON public.quizzes_regradeorder USING btree (version_id);
CREATE INDEX quizzes_rule_group_a9a70e9a ON public.quizzes_rule USING btree ("group");
CREATE INDEX quizzes_rule_group_a9a70e9a_like ON public.quizzes_rule USING btree ("group" varchar_pattern_ops);
CREATE INDEX quizzes_rule_item_id_ffb9c378 ON public.quizzes_rule USING btree (item_id);
CREATE INDEX quizzes_rule_objective_id_0e2bdcdc ON public.quizzes_rule USING btree (objective_id);
CREATE INDEX quizzes_rule_objectives_objective_id_2492eea4 ON public.quizzes_bankitem_objectives USING btree (objective_id);
CREATE INDEX quizzes_rule_objectives_rule_id_2c824159 ON public.quizzes_bankitem_objectives USING btree (bankitem_id);
CREATE INDEX quizzes_rule_quiz_id_1ccaa35c ON public.quizzes_rule USING btree (quiz_id);
CREATE INDEX tasks_db_new_ordering_idx ON public.django_tasks_database_dbtaskresult USING btree (status, priority DESC, run_after, enqueued_at) WHERE ((status)::text = 'READY'::text);
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE TRIGGER accounts_auditevent_no_delete BEFORE DELETE ON public.accounts_auditevent FOR EACH ROW EXECUTE FUNCTION public.accounts_auditevent_no_delete();
CREATE TRIGGER accounts_auditevent_no_update BEFORE UPDATE ON public.accounts_auditevent FOR EACH ROW EXECUTE FUNCTION public.accounts_auditevent_no_update();
CREATE TRIGGER certificates_certificate_no_delete BEFORE DELETE ON public.certificates_certificate FOR EACH ROW EXECUTE FUNCTION public.certificates_certificate_no_delete();
CREATE TRIGGER certificates_certificate_no_update BEFORE UPDATE ON public.certificates_certificate FOR EACH ROW EXECUTE FUNCTION public.certificates_certificate_no_update();
CREATE TRIGGER course_acknowledgement_no_delete BEFORE DELETE ON public.course_acknowledgement FOR EACH ROW EXECUTE FUNCTION public.course_acknowledgement_no_delete();
CREATE TRIGGER course_acknowledgement_no_update BEFORE UPDATE ON public.course_acknowledgement FOR EACH ROW EXECUTE FUNCTION public.course_acknowledgement_no_update();
CREATE TRIGGER course_asset_no_delete BEFORE DELETE ON public.course_asset FOR EACH ROW EXECUTE FUNCTION public.course_asset_no_delete();
CREATE TRIGGER course_asset_no_update BEFORE UPDATE ON public.course_asset FOR EACH ROW EXECUTE FUNCTION public.course_asset_no_update();
CREATE TRIGGER course_completion_no_delete BEFORE DELETE ON public.course_completion FOR EACH ROW EXECUTE FUNCTION public.course_completion_no_delete();
CREATE TRIGGER course_completion_no_update BEFORE UPDATE ON public.course_completion FOR EACH ROW EXECUTE FUNCTION public.course_completion_no_update();
CREATE TRIGGER course_contributor_no_delete BEFORE DELETE ON public.course_contributor FOR EACH ROW EXECUTE FUNCTION public.course_contributor_no_delete();
CREATE TRIGGER course_contributor_no_update BEFORE UPDATE ON public.course_contributor FOR EACH ROW EXECUTE FUNCTION public.course_contributor_no_update();
CREATE TRIGGER course_edition_no_delete BEFORE DELETE ON public.course_edition FOR EACH ROW EXECUTE FUNCTION public.course_edition_no_delete();
CREATE TRIGGER course_edition_no_update BEFORE UPDATE ON public.course_edition FOR EACH ROW EXECUTE FUNCTION public.course_edition_no_update();
CREATE TRIGGER course_fact_no_delete BEFORE DELETE ON public.course_fact FOR EACH ROW EXECUTE FUNCTION public.course_fact_no_delete();
CREATE TRIGGER course_fact_no_update BEFORE UPDATE ON public.course_fact FOR EACH ROW EXECUTE FUNCTION public.course_fact_no_update();
CREATE TRIGGER course_fact_references_no_delete BEFORE DELETE ON public.course_fact_references FOR EACH ROW EXECUTE FUNCTION public.course_fact_references_no_delete();
CREATE TRIGGER course_fact_references_no_update BEFORE UPDATE ON public.course_fact_references FOR EACH ROW EXECUTE FUNCTION public.course_fact_references_no_update();
CREATE TRIGGER course_fact_units_no_delete BEFORE DELETE ON public.course_fact_units FOR EACH ROW EXECUTE FUNCTION public.course_fact_units_no_delete();
CREATE TRIGGER course_fact_units_no_update BEFORE UPDATE ON public.course_fact_units FOR EACH ROW EXECUTE FUNCTION public.course_fact_units_no_update();
CREATE TRIGGER course_glossaryterm_no_delete BEFORE DELETE ON public.course_glossaryterm FOR EACH ROW EXECUTE FUNCTION public.course_glossaryterm_no_delete();
CREATE TRIGGER course_glossaryterm_no_update BEFORE UPDATE ON public.course_glossaryterm FOR EACH ROW EXECUTE FUNCTION public.course_glossaryterm_no_update();
CREATE TRIGGER course_guidepage_no_delete BEFORE DELETE ON public.course_guidepage FOR EACH ROW EXECUTE FUNCTION public.course_guidepage_no_delete();
CREATE TRIGGER course_guidepage_no_update BEFORE UPDATE ON public.course_guidepage FOR EACH ROW EXECUTE FUNCTION public.course_guidepage_no_update();
CREATE TRIGGER course_module_no_delete BEFORE DELETE ON public.course_module FOR EACH ROW EXECUTE FUNCTION public.course_module_no_delete();
CREATE TRIGGER course_module_no_update BEFORE UPDATE ON public.course_module FOR EACH ROW EXECUTE FUNCTION public.course_module_no_update();
CREATE TRIGGER course_modulereview_no_delete BEFORE DELETE ON public.course_modulereview FOR EACH ROW EXECUTE FUNCTION public.course_modulereview_no_delete();
CREATE TRIGGER course_modulereview_no_update BEFORE UPDATE ON public.course_modulereview FOR EACH ROW EXECUTE FUNCTION public.course_modulereview_no_update();
CREATE TRIGGER course_objective_no_delete BEFORE DELETE ON public.course_objective FOR EACH ROW EXECUTE FUNCTION public.course_objective_no_delete();
CREATE TRIGGER course_objective_no_update BEFORE UPDATE ON public.course_objective FOR EACH ROW EXECUTE FUNCTION public.course_objective_no_update();
CREATE TRIGGER course_passage_facts_no_delete BEFORE DELETE ON public.course_passage_facts FOR EACH ROW EXECUTE FUNCTION public.course_passage_facts_no_delete();
CREATE TRIGGER course_passage_facts_no_update BEFORE UPDATE ON public.course_passage_facts FOR EACH ROW EXECUTE FUNCTION public.course_passage_facts_no_update();
CREATE TRIGGER course_passage_no_delete BEFORE DELETE ON public.course_passage FOR EACH ROW EXECUTE FUNCTION public.course_passage_no_delete();
CREATE TRIGGER course_passage_no_update BEFORE UPDATE ON public.course_passage FOR EACH ROW EXECUTE FUNCTION public.course_passage_no_update();
CREATE TRIGGER course_reference_no_delete BEFORE DELETE ON public.course_reference FOR EACH ROW EXECUTE FUNCTION public.course_reference_no_delete();
CREATE TRIGGER course_reference_no_update BEFORE UPDATE ON public.course_reference FOR EACH ROW EXECUTE FUNCTION public.course_reference_no_update();
CREATE TRIGGER course_unit_no_delete BEFORE DELETE ON public.course_unit FOR EACH ROW EXECUTE FUNCTION public.course_unit_no_delete();
CREATE TRIGGER course_unit_no_update BEFORE UPDATE ON public.course_unit FOR EACH ROW EXECUTE FUNCTION public.course_unit_no_update();
CREATE TRIGGER course_unit_objectives_no_delete BEFORE DELETE ON public.course_unit_objectives FOR EACH ROW EXECUTE FUNCTION public.course_unit_objectives_no_delete();
CREATE TRIGGER course_unit_objectives_no_update BEFORE UPDATE ON public.course_unit_objectives FOR EACH ROW EXECUTE FUNCTION public.course_unit_objectives_no_update();
CREATE TRIGGER course_unitreference_no_delete BEFORE DELETE ON public.course_unitreference FOR EACH ROW EXECUTE FUNCTION public.course_unitreference_no_delete();
CREATE TRIGGER course_unitreference_no_update BEFORE UPDATE ON public.course_unitreference FOR EACH ROW EXECUTE FUNCTION public.course_unitreference_no_update();
CREATE TRIGGER quizzes_accommodation_no_delete BEFORE DELETE ON public.quizzes_accommodation FOR EACH ROW EXECUTE FUNCTION public.quizzes_accommodation_no_delete();
CREATE TRIGGER quizzes_accommodation_no_update BEFORE UPDATE ON public.quizzes_accommodation FOR EACH ROW EXECUTE FUNCTION public.quizzes_accommodation_no_update();
CREATE TRIGGER quizzes_attempt_no_delete BEFORE DELETE ON public.quizzes_attempt FOR EACH ROW EXECUTE FUNCTION public.quizzes_attempt_no_delete();
CREATE TRIGGER quizzes_attempt_no_update BEFORE UPDATE ON public.quizzes_attempt FOR EACH ROW EXECUTE FUNCTION public.quizzes_attempt_no_update();
CREATE TRIGGER quizzes_attemptitem_no_delete BEFORE DELETE ON public.quizzes_attemptitem FOR EACH ROW EXECUTE FUNCTION public.quizzes_attemptitem_no_delete();
CREATE TRIGGER quizzes_attemptitem_no_insert BEFORE INSERT ON public.quizzes_attemptitem FOR EACH ROW EXECUTE FUNCTION public.quizzes_attemptitem_no_insert();
CREATE TRIGGER quizzes_attemptitem_no_update BEFORE UPDATE ON public.quizzes_attemptitem FOR EACH ROW EXECUTE FUNCTION public.quizzes_attemptitem_no_update();
CREATE TRIGGER quizzes_bankitem_no_delete BEFORE DELETE ON public.quizzes_bankitem FOR EACH ROW EXECUTE FUNCTION public.quizzes_bankitem_no_delete();
CREATE TRIGGER quizzes_bankitem_no_update BEFORE UPDATE ON public.quizzes_bankitem FOR EACH ROW EXECUTE FUNCTION public.quizzes_bankitem_no_update();
CREATE TRIGGER quizzes_bankitem_objectives_no_delete BEFORE DELETE ON public.quizzes_bankitem_objectives FOR EACH ROW EXECUTE FUNCTION public.quizzes_bankitem_objectives_no_delete();
CREATE TRIGGER quizzes_bankitem_objectives_no_update BEFORE UPDATE ON public.quizzes_bankitem_objectives FOR EACH ROW EXECUTE FUNCTION public.quizzes_bankitem_objectives_no_update();
CREATE TRIGGER quizzes_graderun_no_delete BEFORE DELETE ON public.quizzes_graderun FOR EACH ROW EXECUTE FUNCTION public.quizzes_graderun_no_delete();
CREATE TRIGGER quizzes_graderun_no_insert BEFORE INSERT ON public.quizzes_graderun FOR EACH ROW EXECUTE FUNCTION public.quizzes_graderun_no_insert();
CREATE TRIGGER quizzes_graderun_no_update BEFORE UPDATE ON public.quizzes_graderun FOR EACH ROW EXECUTE FUNCTION public.quizzes_graderun_no_update();
CREATE TRIGGER quizzes_itemgrade_no_delete BEFORE DELETE ON public.quizzes_itemgrade FOR EACH ROW EXECUTE FUNCTION public.quizzes_itemgrade_no_delete();
CREATE TRIGGER quizzes_itemgrade_no_insert BEFORE INSERT ON public.quizzes_itemgrade FOR EACH ROW EXECUTE FUNCTION public.quizzes_itemgrade_no_insert();
CREATE TRIGGER quizzes_itemgrade_no_update BEFORE UPDATE ON public.quizzes_itemgrade FOR EACH ROW EXECUTE FUNCTION public.quizzes_itemgrade_no_update();
CREATE TRIGGER quizzes_itemreport_no_delete BEFORE DELETE ON public.quizzes_itemreport FOR EACH ROW EXECUTE FUNCTION public.quizzes_itemreport_no_delete();
CREATE TRIGGER quizzes_itemreport_no_update BEFORE UPDATE ON public.quizzes_itemreport FOR EACH ROW EXECUTE FUNCTION public.quizzes_itemreport_no_update();
CREATE TRIGGER quizzes_question_no_delete BEFORE DELETE ON public.quizzes_question FOR EACH ROW EXECUTE FUNCTION public.quizzes_question_no_delete();
CREATE TRIGGER quizzes_question_no_update BEFORE UPDATE ON public.quizzes_question FOR EACH ROW EXECUTE FUNCTION public.quizzes_question_no_update();
CREATE TRIGGER quizzes_questionversion_no_delete BEFORE DELETE ON public.quizzes_questionversion FOR EACH ROW EXECUTE FUNCTION public.quizzes_questionversion_no_delete();
CREATE TRIGGER quizzes_questionversion_no_update BEFORE UPDATE ON public.quizzes_questionversion FOR EACH ROW EXECUTE FUNCTION public.quizzes_questionversion_no_update();
CREATE TRIGGER quizzes_quiz_no_delete BEFORE DELETE ON public.quizzes_quiz FOR EACH ROW EXECUTE FUNCTION public.quizzes_quiz_no_delete();
CREATE TRIGGER quizzes_quiz_no_update BEFORE UPDATE ON public.quizzes_quiz FOR EACH ROW EXECUTE FUNCTION public.quizzes_quiz_no_update();
CREATE TRIGGER quizzes_regradeorder_no_delete BEFORE DELETE ON public.quizzes_regradeorder FOR EACH ROW EXECUTE FUNCTION public.quizzes_regradeorder_no_delete();
CREATE TRIGGER quizzes_regradeorder_no_update BEFORE UPDATE ON public.quizzes_regradeorder FOR EACH ROW EXECUTE FUNCTION public.quizzes_regradeorder_no_update();
CREATE TRIGGER quizzes_rule_no_delete BEFORE DELETE ON public.quizzes_rule FOR EACH ROW EXECUTE FUNCTION public.quizzes_rule_no_delete();
CREATE TRIGGER quizzes_rule_no_update BEFORE UPDATE ON public.quizzes_rule FOR EACH ROW EXECUTE FUNCTION public.quizzes_rule_no_update();
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_auditevent
    ADD CONSTRAINT accounts_auditevent_actor_id_179eee89_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_role
    ADD CONSTRAINT accounts_role_user_id_a498ef00_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.certificates_certificate
    ADD CONSTRAINT certificates_certifi_enrolment_id_1a9d2b55_fk_course_en FOREIGN KEY (enrolment_id) REFERENCES public.course_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.certificates_certificate
    ADD CONSTRAINT certificates_certifi_revoked_by_id_5e13ff2c_fk_accounts_ FOREIGN KEY (revoked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.certificates_guidefile
    ADD CONSTRAINT certificates_guidefile_edition_id_945a03e9_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_acknowledgement
    ADD CONSTRAINT course_acknowledgeme_enrolment_id_947b4174_fk_course_en FOREIGN KEY (enrolment_id) REFERENCES public.course_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_acknowledgement
    ADD CONSTRAINT course_acknowledgement_edition_id_c9fe4fc4_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_asset
    ADD CONSTRAINT course_asset_edition_id_d1643947_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_completion
    ADD CONSTRAINT course_completion_enrolment_id_343cbb6a_fk_course_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES public.course_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_completion
    ADD CONSTRAINT course_completion_unit_id_476fba50_fk_course_unit_id FOREIGN KEY (unit_id) REFERENCES public.course_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_completion
    ADD CONSTRAINT course_completion_waived_by_id_6b9bf820_fk_accounts_user_id FOREIGN KEY (waived_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_contributor
    ADD CONSTRAINT course_contributor_edition_id_4cde6da3_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_edition
    ADD CONSTRAINT course_edition_course_id_43e12c1c_fk_course_course_id FOREIGN KEY (course_id) REFERENCES public.course_course(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_edition
    ADD CONSTRAINT course_edition_published_by_id_3063bb03_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_enrolment
    ADD CONSTRAINT course_enrolment_course_id_1db1a583_fk_course_course_id FOREIGN KEY (course_id) REFERENCES public.course_course(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_enrolment
    ADD CONSTRAINT course_enrolment_edition_id_fa52dc7b_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_enrolment
    ADD CONSTRAINT course_enrolment_user_id_4980cafa_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_fact
    ADD CONSTRAINT course_fact_edition_id_dddcb6b5_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_fact_references
    ADD CONSTRAINT course_fact_referenc_reference_id_bbd482f8_fk_course_re FOREIGN KEY (reference_id) REFERENCES public.course_reference(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_fact_references
    ADD CONSTRAINT course_fact_references_fact_id_d8fab2a6_fk_course_fact_id FOREIGN KEY (fact_id) REFERENCES public.course_fact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_fact_units
    ADD CONSTRAINT course_fact_units_fact_id_7e3c007f_fk_course_fact_id FOREIGN KEY (fact_id) REFERENCES public.course_fact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_fact_units
    ADD CONSTRAINT course_fact_units_unit_id_3f4d0348_fk_course_unit_id FOREIGN KEY (unit_id) REFERENCES public.course_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_glossaryterm
    ADD CONSTRAINT course_glossaryterm_edition_id_bfcf2ca9_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_guidepage
    ADD CONSTRAINT course_guidepage_edition_id_c423896d_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_module
    ADD CONSTRAINT course_module_edition_id_ab3ecb1f_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_modulereview
    ADD CONSTRAINT course_modulereview_course_id_cf0f54d9_fk_course_course_id FOREIGN KEY (course_id) REFERENCES public.course_course(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_modulereview
    ADD CONSTRAINT course_modulereview_reviewer_id_d9f443db_fk_accounts_user_id FOREIGN KEY (reviewer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_objective
    ADD CONSTRAINT course_objective_edition_id_dd3716b6_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_objective
    ADD CONSTRAINT course_objective_module_id_ceb3d5cf_fk_course_module_id FOREIGN KEY (module_id) REFERENCES public.course_module(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_passage_facts
    ADD CONSTRAINT course_passage_facts_fact_id_f6e48e7b_fk_course_fact_id FOREIGN KEY (fact_id) REFERENCES public.course_fact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_passage_facts
    ADD CONSTRAINT course_passage_facts_passage_id_e11a9402_fk_course_passage_id FOREIGN KEY (passage_id) REFERENCES public.course_passage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_passage
    ADD CONSTRAINT course_passage_unit_id_3dc8e995_fk_course_unit_id FOREIGN KEY (unit_id) REFERENCES public.course_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_readingposition
    ADD CONSTRAINT course_readingpositi_enrolment_id_c91df4e0_fk_course_en FOREIGN KEY (enrolment_id) REFERENCES public.course_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_reference
    ADD CONSTRAINT course_reference_edition_id_eb9fc6ca_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_unit
    ADD CONSTRAINT course_unit_edition_id_8f608e9f_fk_course_edition_id FOREIGN KEY (edition_id) REFERENCES public.course_edition(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_unit
    ADD CONSTRAINT course_unit_module_id_6ea1fe48_fk_course_module_id FOREIGN KEY (module_id) REFERENCES public.course_module(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_unit_objectives
    ADD CONSTRAINT course_unit_objectiv_objective_id_d18205a2_fk_course_ob FOREIGN KEY (objective_id) REFERENCES public.course_objective(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_unit_objectives
    ADD CONSTRAINT course_unit_objectives_unit_id_98e6c606_fk_course_unit_id FOREIGN KEY (unit_id) REFERENCES public.course_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_unitreference
    ADD CONSTRAINT course_unitreference_reference_id_1a9d281b_fk_course_re FOREIGN KEY (reference_id) REFERENCES public.course_reference(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.course_unitreference
    ADD CONSTRAINT course_unitreference_unit_id_1a007827_fk_course_unit_id FOREIGN KEY (unit_id) REFERENCES public.course_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_accommodation
    ADD CONSTRAINT quizzes_accommodatio_enrolment_id_862caa15_fk_course_en FOREIGN KEY (enrolment_id) REFERENCES public.course_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_accommodation
    ADD CONSTRAINT quizzes_accommodatio_granted_by_id_6d0effa7_fk_accounts_ FOREIGN KEY (granted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_attempt
    ADD CONSTRAINT quizzes_attempt_enrolment_id_01c9bbd0_fk_course_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES public.course_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_attempt
    ADD CONSTRAINT quizzes_attempt_puts_right_id_622e78e5_fk_quizzes_a FOREIGN KEY (puts_right_id) REFERENCES public.quizzes_attemptitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_attempt
    ADD CONSTRAINT quizzes_attempt_quiz_id_5dc3f292_fk_quizzes_quiz_id FOREIGN KEY (quiz_id) REFERENCES public.quizzes_quiz(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_attemptitem
    ADD CONSTRAINT quizzes_attemptitem_attempt_id_28851a6c_fk_quizzes_attempt_id FOREIGN KEY (attempt_id) REFERENCES public.quizzes_attempt(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_attemptitem
    ADD CONSTRAINT quizzes_attemptitem_bank_item_id_abf09798_fk_quizzes_b FOREIGN KEY (bank_item_id) REFERENCES public.quizzes_bankitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_attemptitem
    ADD CONSTRAINT quizzes_attemptitem_question_id_5f593da6_fk_quizzes_question_id FOREIGN KEY (question_id) REFERENCES public.quizzes_question(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_attemptitem
    ADD CONSTRAINT quizzes_attemptitem_version_id_a16d0124_fk_quizzes_q FOREIGN KEY (version_id) REFERENCES public.quizzes_questionversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_bankitem_objectives
    ADD CONSTRAINT quizzes_bankitem_obj_bankitem_id_2a95ac4e_fk_quizzes_b FOREIGN KEY (bankitem_id) REFERENCES public.quizzes_bankitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_graderun
    ADD CONSTRAINT quizzes_graderun_attempt_id_62abe70c_fk_quizzes_attempt_id FOREIGN KEY (attempt_id) REFERENCES public.quizzes_attempt(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_graderun
    ADD CONSTRAINT quizzes_graderun_order_id_47f383b7_fk_quizzes_regradeorder_id FOREIGN KEY (order_id) REFERENCES public.quizzes_regradeorder(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_itemgrade
    ADD CONSTRAINT quizzes_itemgrade_item_id_2e21fb07_fk_quizzes_attemptitem_id FOREIGN KEY (item_id) REFERENCES public.quizzes_attemptitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_itemgrade
    ADD CONSTRAINT quizzes_itemgrade_run_id_8340b779_fk_quizzes_graderun_id FOREIGN KEY (run_id) REFERENCES public.quizzes_graderun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_itemgrade
    ADD CONSTRAINT quizzes_itemgrade_version_id_90c07ee2_fk_quizzes_q FOREIGN KEY (version_id) REFERENCES public.quizzes_questionversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_itemreport
    ADD CONSTRAINT quizzes_itemreport_answered_by_id_75412018_fk_accounts_user_id FOREIGN KEY (answered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_itemreport
    ADD CONSTRAINT quizzes_itemreport_item_id_1628372d_fk_quizzes_attemptitem_id FOREIGN KEY (item_id) REFERENCES public.quizzes_attemptitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_itemreport
    ADD CONSTRAINT quizzes_itemreport_owner_id_45cb45fc_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_question
    ADD CONSTRAINT quizzes_question_course_id_e9076c33_fk_course_course_id FOREIGN KEY (course_id) REFERENCES public.course_course(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_questionversion
    ADD CONSTRAINT quizzes_questionvers_question_id_d6936507_fk_quizzes_q FOREIGN KEY (question_id) REFERENCES public.quizzes_question(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_quiz
    ADD CONSTRAINT quizzes_quiz_unit_id_d09ba21e_fk_course_unit_id FOREIGN KEY (unit_id) REFERENCES public.course_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_regradeorder
    ADD CONSTRAINT quizzes_regradeorder_approved_by_id_df5513b2_fk_accounts_ FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_regradeorder
    ADD CONSTRAINT quizzes_regradeorder_refused_by_id_19992eb4_fk_accounts_user_id FOREIGN KEY (refused_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_regradeorder
    ADD CONSTRAINT quizzes_regradeorder_requested_by_id_c2f15b2d_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_regradeorder
    ADD CONSTRAINT quizzes_regradeorder_to_version_id_a44ff4f8_fk_quizzes_q FOREIGN KEY (to_version_id) REFERENCES public.quizzes_questionversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_regradeorder
    ADD CONSTRAINT quizzes_regradeorder_version_id_e593fa2c_fk_quizzes_q FOREIGN KEY (version_id) REFERENCES public.quizzes_questionversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_rule
    ADD CONSTRAINT quizzes_rule_item_id_ffb9c378_fk_quizzes_bankitem_id FOREIGN KEY (item_id) REFERENCES public.quizzes_bankitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_bankitem_objectives
    ADD CONSTRAINT quizzes_rule_objecti_objective_id_2492eea4_fk_course_ob FOREIGN KEY (objective_id) REFERENCES public.course_objective(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_rule
    ADD CONSTRAINT quizzes_rule_objective_id_0e2bdcdc_fk_course_objective_id FOREIGN KEY (objective_id) REFERENCES public.course_objective(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_bankitem
    ADD CONSTRAINT quizzes_rule_quiz_id_1ccaa35c_fk_quizzes_quiz_id FOREIGN KEY (quiz_id) REFERENCES public.quizzes_quiz(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_rule
    ADD CONSTRAINT quizzes_rule_quiz_id_1ccaa35c_fk_quizzes_quiz_id FOREIGN KEY (quiz_id) REFERENCES public.quizzes_quiz(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.quizzes_bankitem
    ADD CONSTRAINT quizzes_rule_version_id_f04f9d72_fk_quizzes_questionversion_id FOREIGN KEY (version_id) REFERENCES public.quizzes_questionversion(id) DEFERRABLE INITIALLY DEFERRED;
