namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

internal enum DdiServerState
{
    WaitingForConfirmation,
    Running,
    Canceling,
    Canceled,
    Finished,
    Error,
}
