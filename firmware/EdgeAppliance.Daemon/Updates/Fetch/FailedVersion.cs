using System.Text.Json.Serialization;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>A version that this device could not take, and why.</summary>
internal sealed record FailedVersion(string Model, string Version, string Reason)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public FailedFor For { get; init; }
}
