using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Daemon.Configuration;

internal static class OutboxReader
{
    /// <summary>Less could not hold the store's own structures and one largest record.</summary>
    private const long BytesLeast = 16 << 20;
    private const long BytesStandard = 1L << 30;

    private static readonly TimeSpan s_lingerStandard = TimeSpan.FromSeconds(1);

    /// <summary>Longer saves little more.</summary>
    private static readonly TimeSpan s_lingerMost = TimeSpan.FromSeconds(5);

    public static OutboxConfiguration Read(ConfigSection section)
    {
        var outbox = new OutboxConfiguration(
            section.Size("maxBytes", BytesStandard, BytesLeast),
            section.Choice(
                "whenFull",
                WhenFull.DropOldest,
                ("dropOldest", WhenFull.DropOldest),
                ("dropLowestPriority", WhenFull.DropLowestPriority),
                ("block", WhenFull.Block),
                ("refuse", WhenFull.Refuse)),
            section.Duration("linger", s_lingerStandard, TimeSpan.Zero, s_lingerMost),
            section.FindSecret("key"));
        section.RefuseUnknownKeys();
        return outbox;
    }
}
