using System.Text.Json.Serialization;

namespace EdgeAppliance.Inference.Repository.Versions;

/// <summary>One installation of a version, on its way or ended.</summary>
/// <param name="Id">Higher than that of any installation begun before it, whichever model that was of.</param>
public sealed record InstallEntry(long Id, string Version, InstallStage Stage, DateTimeOffset StartedAt)
{
    /// <summary>Why it ended as it did; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>When the trial is thought to end, or the installation did.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>How often the appliance went down while it was tried, and began the trial anew; or while it settles.</summary>
    public int Restarts { get; init; }

    /// <summary>It was committed a short time ago, and has yet to show that the appliance stays up with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Settling { get; init; }

    [JsonIgnore]
    public bool IsUnderWay => Stage is InstallStage.Verifying or InstallStage.Testing or InstallStage.Trial;
}
