namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>What is known of fetching over restarts.</summary>
/// <remarks>
/// The file <c>updates/fetch.json</c> of the state directory, frozen by a golden test.
/// <code>
/// format       1
/// deployment*  { model, version, startedAt, bytes }   being fetched; bytes over the line, counted once a MiB
/// period*      { began, bytes }                       of the byte budget
/// failed       [ { model, version, reason, for* } ]   newest first; not fetched again, or as long as the device lacks something
/// </code>
/// </remarks>
internal sealed record FetchState
{
    public const int BytesMax = 1 << 20;
    public const int FailedMax = 64;

    public static FetchState None { get; } = new() { Format = 1, Failed = [] };

    public required int Format { get; init; }

    public FetchDeployment? Deployment { get; init; }

    public FetchPeriod? Period { get; init; }

    public required IReadOnlyList<FailedVersion> Failed { get; init; }
}
