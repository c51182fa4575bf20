"""The plan: read in full, its settings changed, signed by two people."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from evaluator.errors import NotAllowed, Stale, TooManyAttempts
from evaluator.forms.base import choices_of
from evaluator.forms.plans import PlanSettingsForm, SignPlanForm
from evaluator.forms.terms import WaiveRuleForm
from evaluator.models.evaluations import Evaluation
from evaluator.policy.finding_texts import finding_text, waiver_title
from evaluator.policy.ready_sets import usual_adjusters
from evaluator.queries import evaluations
from evaluator.services.plan_policy import policy_findings
from evaluator.services.plan_waivers import waive_in_plan
from evaluator.services.plans import (
    current_plan,
    draft_plan,
    require_unlocked,
    save_plan,
    sign_plan,
    signatures_of,
    signing_role,
)
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, the_actor
from evaluator.wording.plan_findings import finding_sentence
from evaluator.wording.plans import SOURCES, rule_words, word_of
from evaluator.wording.sentences import sentence
from scoring.plan import Adjuster, Plan
from scoring.plan_checks import BLOCKING, POLICY_RULE, findings

views = Blueprint("plans", __name__, url_prefix="/evaluations/<int:evaluation_id>/plan")
GUESSED_WRONG = ("wrong_credentials", "too_many_attempts")


@views.get("")
@allow("programmes.read")
def show(evaluation_id: int) -> ResponseReturnValue:
    """Print the plan with its hash, what speaks against it, and the signatures."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    return _page(evaluation, SignPlanForm(formdata=None))


@views.post("/sign")
@allow("plan.sign")
def sign(evaluation_id: int) -> ResponseReturnValue:
    """Sign the plan whose hash the page showed."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    form = SignPlanForm()
    if not form.validate_on_submit():
        return _page(evaluation, form), 422
    digest, password = form.digest.data, form.password.data
    try:
        is_locked = sign_plan(database(), the_actor(), clock(), evaluation, digest, password)
    except (NotAllowed, TooManyAttempts) as error:
        if error.code not in GUESSED_WRONG:
            raise
        # The failed attempt is counted, so this request commits too.
        database().commit()
        form.password.errors = [_refusal(error)]
        return _page(evaluation, form), error.status
    database().commit()
    flash(_("The plan is locked.") if is_locked else _("You have signed the plan."), "good")
    return redirect(url_for("plans.show", evaluation_id=evaluation_id))


def _refusal(error: NotAllowed | TooManyAttempts) -> str:
    if error.code == "wrong_credentials":
        return str(_("The password is not right. Nothing was signed."))
    return sentence(error.code, error.parameters, str(get_locale()))


@views.post("/waive")
@allow("plan.edit")
def waive(evaluation_id: int) -> ResponseReturnValue:
    """Waive a rule of policy for this plan, in writing."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    waiver = WaiveRuleForm()
    if waiver.validate_on_submit():
        rule, reason, revision = waiver.rule.data, waiver.reason.data, evaluation.revision
        with beside_fields(waiver):
            waive_in_plan(database(), the_actor(), clock(), evaluation, rule, reason, revision)
            database().commit()
            flash(_("The rule is waived; the report prints your reason."), "good")
            return redirect(url_for("plans.show", evaluation_id=evaluation_id))
    return _page(evaluation, SignPlanForm(formdata=None), waiver), status_of(waiver)


@views.route("/settings", methods=["GET", "POST"])
@allow("plan.edit")
def change_settings(evaluation_id: int) -> ResponseReturnValue:
    """Change lines, thresholds and adjusters of a draft."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    require_unlocked(evaluation)
    plan = draft_plan(evaluation)
    known = _known_adjusters(plan)
    form = PlanSettingsForm()
    form.adjusters.choices = choices_of((row.code, _label(row)) for row in known)
    if not form.is_submitted():
        form.fill(plan)
        form.revision.data = evaluation.revision
    elif form.validate():
        changed = form.applied_to(plan, known, the_actor().name)
        return _save_settings(evaluation, form, changed)
    page = render_template("plans/settings.html", evaluation=evaluation, form=form)
    return page, status_of(form)


def _save_settings(
    evaluation: Evaluation, form: PlanSettingsForm, changed: Plan
) -> ResponseReturnValue:
    text = form.revision.data
    revision = int(text) if text.isdecimal() else -1
    try:
        save_plan(database(), the_actor(), clock(), evaluation, changed, revision)
    except Stale:
        database().rollback()
        form.revision.data = evaluation.revision
        page = render_template(
            "plans/settings.html", evaluation=evaluation, form=form, is_stale=True
        )
        return page, 409
    database().commit()
    flash(_("The settings are saved."), "good")
    return redirect(url_for("plans.show", evaluation_id=evaluation.id))


def _known_adjusters(plan: Plan) -> tuple[Adjuster, ...]:
    """The usual adjusters and any other that the plan lists already."""
    usual = [Adjuster(row["code"], row["name"]) for row in usual_adjusters()]
    codes = {row.code for row in usual}
    return (*usual, *(row for row in plan.adjusters if row.code not in codes))


def _label(adjuster: Adjuster) -> str:
    language = "en" if str(get_locale()) == "en" else "zh"
    return adjuster.name.get(language) or adjuster.code


def _page(evaluation: Evaluation, form: SignPlanForm, waiver: WaiveRuleForm | None = None) -> str:
    locale = str(get_locale())
    plan = current_plan(evaluation)
    form.digest.data = plan.digest
    found = findings(plan)
    policy = policy_findings(database(), evaluation, plan)
    is_blocked = any(row.severity == BLOCKING for row in found)
    is_blocked |= any(row.is_blocking for row in policy)
    return render_template(
        "plans/show.html",
        evaluation=evaluation,
        plan=plan,
        form=form,
        findings=[(row, finding_sentence(row, locale)) for row in found],
        signatures=signatures_of(database(), evaluation),
        policy=[(row, finding_text(row, locale)) for row in policy],
        policy_waivers={row.rule.removeprefix(POLICY_RULE): row for row in plan.waivers},
        waiver=waiver or WaiveRuleForm(formdata=None),
        may_waive=evaluation.plan is None and the_actor().may("plan.edit"),
        waiver_words=lambda row: waiver_title(row.rule, locale),
        may_sign=_may_sign(evaluation) and not is_blocked,
        words=lambda part: rule_words(part, locale),
        sources=lambda code: word_of(SOURCES, code, locale),
    )


def _may_sign(evaluation: Evaluation) -> bool:
    """Whether this person's signature is wanted and not there yet."""
    actor = the_actor()
    if evaluation.plan is not None or not actor.may("plan.sign"):
        return False
    try:
        role = signing_role(actor, evaluation)
    except NotAllowed:
        return False
    signed = [row.signature for row in signatures_of(database(), evaluation) if row.is_valid]
    return all(row.role != role and row.account_id != actor.account_id for row in signed)
