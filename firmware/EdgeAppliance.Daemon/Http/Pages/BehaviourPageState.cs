namespace EdgeAppliance.Daemon.Http.Pages;

internal enum BehaviourPageState
{
    Normal,
    Learning,
    Anomalous,
    Throttled,
    Quarantined,
}
