//! Steps of automations and of their runs.

use super::{SWITCH, Switch, keep::owner, known};
use crate::{
    service::{Desk, Fault, did},
    store::{
        Tx,
        audit::Outcome,
        automations::{Automation, Standing, Swept, heard, runs},
        dialect::{self, Alone},
        settings,
    },
};
use app::{
    api::{ApiError, Caller, Problem, Thing},
    model::{AutomationId, AutomationStep, PauseReason, Permission, RunId, RunState, RunStep},
};

impl Desk {
    pub(super) async fn steer_automation(&self, caller: &Caller, id: AutomationId, step: AutomationStep) -> Result<(), Fault> {
        let action = stepped(step);
        self.permit(caller, Permission::ManageAutomations, action).await?;
        let mut tx = self.db.write().await?;
        let mut automation = known(&mut tx, id).await?;
        if !step.fits(automation.status(self.now())) {
            return Err(Problem::AutomationWentOn.into());
        }
        self.step_on(&mut tx, caller, &mut automation, step).await?;
        self.store_automation(&mut tx, caller, &mut automation, false).await?;
        self.note_automation(&mut tx, caller, action, &automation).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn step_on(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        automation: &mut Automation,
        step: AutomationStep,
    ) -> Result<(), Fault> {
        match step {
            AutomationStep::Activate | AutomationStep::Resume => {
                dialect::alone(tx, Alone::Activations).await?;
                let (job, _) = self.check_whole(tx, automation).await?;
                caller.require(job.kind.permission())?;
                automation.owner = owner(caller);
                automation.standing = Standing::Active;
                automation.swept = Some(Swept::whole(self.now()));
                heard::begin(tx, automation.id).await?;
                self.set_timing(tx, automation).await?;
            }
            AutomationStep::Pause => automation.standing = Standing::Paused(PauseReason::ByHand),
            AutomationStep::Deactivate => {
                automation.standing = Standing::Draft;
                automation.next_at = None;
                automation.remind_at = None;
                runs::end_waiting(tx, automation.id, RunState::Cancelled, self.now()).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn steer_run(&self, caller: &Caller, id: RunId, step: RunStep) -> Result<(), Fault> {
        let action = match step {
            RunStep::Cancel => "automation.run-cancelled",
            RunStep::RunNow => "automation.run-hastened",
            RunStep::Retry => "automation.run-retried",
        };
        self.permit(caller, Permission::ManageAutomations, action).await?;
        let mut tx = self.db.write().await?;
        let run = runs::one(&mut tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::Run))?.run;
        let to = if step == RunStep::Cancel { RunState::Cancelled } else { RunState::Waiting };
        // It would wait for ever: only the runs of activated automations are done.
        if to == RunState::Waiting && known(&mut tx, run.automation.0).await?.standing != Standing::Active {
            return Err(Problem::AutomationNotActive.into());
        }
        if !step.fits(run.state) || !runs::turn(&mut tx, &run, to, self.now()).await? {
            return Err(Problem::AutomationWentOn.into());
        }
        let target = run.user.as_ref().and_then(|(user, name)| Some((*user, name.as_deref()?)));
        let mut line = crate::store::audit::Line { target, ..did(caller, action, Outcome::Done) };
        line.detail = serde_json::json!({ "automation": run.automation.1, "run": id });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn throw_switch(&self, caller: &Caller, stopped: bool) -> Result<(), Fault> {
        let action = if stopped { "automations.stopped" } else { "automations.started" };
        self.permit(caller, Permission::ManageAutomations, action).await?;
        let mut tx = self.db.write().await?;
        settings::set(&mut tx, SWITCH, &Switch { stopped }, self.now()).await?;
        self.audit(&mut tx, did(caller, action, Outcome::Done)).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What a step is called in the audit trail.
const fn stepped(step: AutomationStep) -> &'static str {
    match step {
        AutomationStep::Activate => "automation.activated",
        AutomationStep::Pause => "automation.paused",
        AutomationStep::Resume => "automation.resumed",
        AutomationStep::Deactivate => "automation.deactivated",
    }
}
