"""Long work as people see it: progress, cancel, result."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.forms.accounts import ConfirmForm
from evaluator.services.jobs import cancel_job, job_of
from evaluator.web.access import SIGNED_IN, allow
from evaluator.web.current import database, the_actor

views = Blueprint("jobs", __name__, url_prefix="/jobs")


@views.get("/<int:job_id>")
@allow(SIGNED_IN)
def show(job_id: int) -> ResponseReturnValue:
    """Show how far a job is; scripts ask for JSON, everyone else gets a page."""
    job = job_of(database(), the_actor(), job_id)
    if request.accept_mimetypes.best == "application/json":
        step = _(job.step) if job.step else ""
        return {"state": job.state, "step": step, "done": job.done, "total": job.total}
    return render_template("jobs/show.html", job=job, form=ConfirmForm())


@views.post("/<int:job_id>/cancel")
@allow(SIGNED_IN)
def cancel(job_id: int) -> ResponseReturnValue:
    """Wish a job to end."""
    cancel_job(database(), the_actor(), job_id)
    database().commit()
    return redirect(url_for("jobs.show", job_id=job_id))
