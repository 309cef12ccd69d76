namespace EdgeAppliance.Storage.Outbox;

internal enum WorkKind
{
    Append,
    Pass,
    Commit,
    Acknowledge,
    SetPipelines,
    DropLane,
    Withdraw,
}
