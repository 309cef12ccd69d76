namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>What is known of hawkBit over restarts.</summary>
/// <remarks>
/// The file <c>updates/hawkbit.json</c> of the state directory, frozen by a golden test.
/// <code>
/// format       1
/// server       which device of which tenant of which server all else is of
/// action*      { id, startedAt, parts [ { name, version, state, installs [ { name, version, after } ] } ] }   being carried out
/// unsent       [ { channel, action, execution, finished, details, at* } ]   what the server was not told yet, oldest first
/// ended        [ { action, result, details } ]   newest first
/// attributes   [ name ]   that the server was told
/// told*        hash of the attributes that it was told last
/// </code>
/// The last of a part's installs decides: the bundle itself. Its <c>after</c> is the highest id of installations of that name before it began: a higher one is its own.
/// </remarks>
internal sealed record HawkbitState
{
    public const int BytesMax = 1 << 20;
    public const int UnsentMax = 64;
    public const int EndedMax = 16;

    public required int Format { get; init; }

    public required string Server { get; init; }

    public HawkbitAction? Action { get; init; }

    public IReadOnlyList<HawkbitMessage> Unsent { get; init; } = [];

    public IReadOnlyList<HawkbitEnd> Ended { get; init; } = [];

    public IReadOnlyList<string> Attributes { get; init; } = [];

    public string? Told { get; init; }

    public static HawkbitState Of(string server) => new() { Format = 1, Server = server };
}
