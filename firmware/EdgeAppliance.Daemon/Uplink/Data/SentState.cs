namespace EdgeAppliance.Daemon.Uplink.Data;

/// <param name="Day">Of UTC, that the bytes are counted on.</param>
internal sealed record SentState(string Day, long Bytes, IReadOnlyList<SentObject> Objects);
