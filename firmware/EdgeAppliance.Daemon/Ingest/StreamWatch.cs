using EdgeAppliance.Core.Behaviour;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Asks the watch over devices' behaviour whether a device's readings are taken, and tells it of those that were.</summary>
/// <param name="watch">Of the source; null where nothing is watched.</param>
internal sealed class StreamWatch(BehaviourSource? watch)
{
    public static StreamWatch None { get; } = new(null);

    /// <returns>Why a reading of the device is not taken now, or none.</returns>
    public PayloadError Admit(DeviceStream device)
    {
        if (watch is null || Find(device) is not { } watched || watched.Gate == BehaviourGate.Open) return PayloadError.None;
        return watched.Admit(watch.Now) switch
        {
            BehaviourGate.Throttled => PayloadError.Throttled,
            BehaviourGate.Quarantined => PayloadError.Quarantined,
            _ => PayloadError.None,
        };
    }

    /// <summary>A reading that was admitted is not taken yet, because the store is behind: it is asked about again.</summary>
    public void Withdraw(DeviceStream device)
    {
        if (watch is not null) Find(device).Withdraw();
    }

    /// <summary>A reading that was taken.</summary>
    /// <param name="bytes">Of its payload.</param>
    public void Observe(DeviceStream device, in ReadingRow row, int bytes)
    {
        if (watch is not null && Find(device) is { IsWatched: true } watched) watched.Observe(row.Channels, row.Values, bytes, watch.Now);
    }

    public void Observe(RowBuffer rows)
    {
        if (watch is null) return;
        int bytes = rows.PayloadBytes / Math.Max(1, rows.Count);
        for (int i = 0; i < rows.Count; i++) Observe(rows.Device(i), rows[i], bytes);
    }

    private WatchedDevice Find(DeviceStream device) => device.Watched = watch!.Find(device.Device, device.Watched);
}
