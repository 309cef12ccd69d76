using System.Text.Json.Serialization;

namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>The set of models that was installed last, or is being installed.</summary>
/// <remarks>
/// The file <see cref="FileName"/> of the model repository, frozen by a golden test. What it says comes before what the members' own files say.
/// <code>
/// format     1
/// name       of the set
/// version
/// stage
/// startedAt
/// reason*    why it was rolled back, refused or interrupted
/// members    [ { model, version } ]               those that were not running already
/// </code>
/// </remarks>
internal sealed record SetInstall
{
    // No model is named so, as names have no dot.
    public const string FileName = ".set.json";
    public const int BytesMax = 256 << 10;
    public const int MembersMax = 1024;

    public required int Format { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required SetStage Stage { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public string? Reason { get; init; }

    public required IReadOnlyList<SetMember> Members { get; init; }

    [JsonIgnore]
    public bool IsUnderWay => Stage is SetStage.Verifying or SetStage.Trial or SetStage.Committing or SetStage.GoingBack;

    public bool Has(string model, string version) => Members.Contains(new SetMember(model, version));
}
