namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary><c>/api/updates</c>.</summary>
internal sealed record UpdatesPage
{
    public required UpdateState State { get; init; }

    /// <summary>Of the update that is under way; null where none is.</summary>
    public string? Model { get; init; }

    public string? Version { get; init; }

    /// <summary>Of <see cref="BytesTotal"/>, so many are here.</summary>
    public long? BytesDone { get; init; }

    public long? BytesTotal { get; init; }

    /// <summary>Bytes that came over the line, since the start.</summary>
    public required long BytesFetched { get; init; }

    /// <summary>Bytes that were here already, since the start.</summary>
    public required long BytesReused { get; init; }

    /// <summary>Bytes that neighbours sent, since the start.</summary>
    public long BytesFromPeers { get; init; }

    /// <summary>Bytes of sticks and folders, since the start.</summary>
    public long BytesFromFolders { get; init; }

    /// <summary>Files of neighbours that were not what they should be.</summary>
    public int PeersRefused { get; init; }

    /// <summary>What is kept for neighbours, and what they took.</summary>
    public PeerShelf Peers { get; init; } = new();

    public DateTimeOffset? LastLookAt { get; init; }

    /// <summary>When it is looked again by itself.</summary>
    public DateTimeOffset? NextLookAt { get; init; }

    /// <summary>Why the last look brought nothing; null where it went well.</summary>
    public string? Error { get; init; }

    /// <summary>Versions that are not taken, newest first.</summary>
    public IReadOnlyList<FailedUpdate> Failed { get; init; } = [];

    /// <summary>How many installations have ended how, since the start.</summary>
    public IReadOnlyDictionary<string, long> Ended { get; init; } = new Dictionary<string, long>();

    /// <summary>Null where no hawkBit server says what this device is to have.</summary>
    public HawkbitStatus? Hawkbit { get; init; }
}
