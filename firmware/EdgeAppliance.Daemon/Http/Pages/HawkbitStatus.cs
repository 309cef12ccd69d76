namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>How this device and its hawkBit server stand.</summary>
internal sealed record HawkbitStatus
{
    /// <summary>The server's address.</summary>
    public required string Url { get; init; }

    /// <summary>By which it knows this device.</summary>
    public required string Controller { get; init; }

    /// <summary>Whether it answered the last time.</summary>
    public required bool Connected { get; init; }

    public DateTimeOffset? LastPollAt { get; init; }

    public DateTimeOffset? NextPollAt { get; init; }

    /// <summary>The action that is carried out; null where none is.</summary>
    public string? Action { get; init; }

    /// <summary>Bundles of the action.</summary>
    public int Bundles { get; init; }

    /// <summary>Of them so many are committed.</summary>
    public int BundlesDone { get; init; }

    /// <summary>Why the action does not go on at the moment, or a deployment is not begun.</summary>
    public string? Waits { get; init; }

    /// <summary>The action that has ended last, and how: success, failure, canceled or withdrawn.</summary>
    public string? LastAction { get; init; }

    public string? LastResult { get; init; }

    public string? LastReason { get; init; }

    /// <summary>Messages that the server is still to be told.</summary>
    public required int Unsent { get; init; }

    /// <summary>Since the start.</summary>
    public required long Polls { get; init; }

    public required long FailedPolls { get; init; }

    /// <summary>How many actions have ended how, since the start.</summary>
    public IReadOnlyDictionary<string, long> Actions { get; init; } = new Dictionary<string, long>();
}
