using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>How far looking and fetching have come. One thread writes, any reads.</summary>
internal sealed class FetchProgress
{
    private long _done;
    private long _total;
    private long _fetched;
    private long _reused;
    private long _fromPeers;
    private long _fromFolders;

    /// <summary>Idle, looking, downloading or waiting.</summary>
    public volatile UpdateState State;

    private volatile BundleOffer? _offer;

    /// <summary>What is being fetched; null where nothing is.</summary>
    public BundleOffer? Offer => _offer;

    /// <summary>Of the offer's bytes so many are here.</summary>
    public long Done => Interlocked.Read(ref _done);

    public long Total => Interlocked.Read(ref _total);

    /// <summary>Over the line, since the start.</summary>
    public long Fetched => Interlocked.Read(ref _fetched);

    /// <summary>Taken from older versions or an earlier attempt, since the start.</summary>
    public long Reused => Interlocked.Read(ref _reused);

    /// <summary>That neighbours sent, since the start.</summary>
    public long FromPeers => Interlocked.Read(ref _fromPeers);

    /// <summary>From sticks and folders, since the start.</summary>
    public long FromFolders => Interlocked.Read(ref _fromFolders);

    public void Begin(BundleOffer offer)
    {
        Interlocked.Exchange(ref _done, 0);
        Interlocked.Exchange(ref _total, offer.Bytes);
        _offer = offer;
        State = UpdateState.Downloading;
    }

    public void Took(int bytes)
    {
        Interlocked.Add(ref _fetched, bytes);
        Interlocked.Add(ref _done, bytes);
    }

    /// <param name="isPeers">Whether a neighbour has sent it; else it is of a stick or a folder.</param>
    public void TookFromFile(int bytes, bool isPeers)
    {
        Interlocked.Add(ref isPeers ? ref _fromPeers : ref _fromFolders, bytes);
        Interlocked.Add(ref _done, bytes);
    }

    public void Found(long bytes)
    {
        Interlocked.Add(ref _reused, bytes);
        Interlocked.Add(ref _done, bytes);
    }

    public void End(UpdateState state)
    {
        _offer = null;
        State = state;
    }
}
