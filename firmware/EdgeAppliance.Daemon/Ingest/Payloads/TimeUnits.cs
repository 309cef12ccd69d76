using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

internal static class TimeUnits
{
    public static TableTimeUnit Of(PayloadTimeUnit unit) => unit switch
    {
        PayloadTimeUnit.Seconds => TableTimeUnit.Seconds,
        PayloadTimeUnit.Milliseconds => TableTimeUnit.Milliseconds,
        _ => TableTimeUnit.Microseconds,
    };
}
