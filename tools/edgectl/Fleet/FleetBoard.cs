using EdgeAppliance.Bundles.Reports;

namespace EdgeAppliance.Edgectl.Fleet;

/// <summary>What the devices of a fleet reported last. Whoever may publish to the broker may publish nonsense: that is counted and changes nothing.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class FleetBoard(int devicesMax = FleetBoard.DevicesMaxStandard)
{
    public const int DevicesMaxStandard = 2_000_000;
    private const string Prefix = "edge/";
    private const string Suffix = "/bundles";

    private readonly Dictionary<string, DeviceReport> _devices = new(StringComparer.Ordinal);

    public IReadOnlyCollection<DeviceReport> Devices => _devices.Values;

    /// <summary>Messages that are no report, tell of another device than their topic does, or came when there were too many devices.</summary>
    public long Refused { get; private set; }

    /// <param name="topic">As <c>edge/box/bundles</c>.</param>
    /// <param name="payload">Empty where the retained report was taken back.</param>
    public void Take(string topic, ReadOnlySpan<byte> payload)
    {
        if (!topic.StartsWith(Prefix, StringComparison.Ordinal) || !topic.EndsWith(Suffix, StringComparison.Ordinal) || topic.Length <= Prefix.Length + Suffix.Length) return;
        string device = topic[Prefix.Length..^Suffix.Length];
        if (payload.IsEmpty) _devices.Remove(device);
        else if (DeviceReport.TryParse(payload) is { } report && report.Device == device && (_devices.Count < devicesMax || _devices.ContainsKey(device))) _devices[device] = report;
        else Refused++;
    }
}
