"""What the worker does for the simulator: the trials that were asked for on the page, one after the other."""

from procrastinate.contrib.django import app

from guomen.simulator import operations


@app.task(queue="simulator", lock="simulator.trials", pass_context=False)
def play_trial(trial: int) -> None:
    """Play the trial of that number."""
    operations.play_trial(trial=trial)
