namespace EdgeAppliance.Daemon.Uplink;

/// <summary>What an uplink says of itself; written by its sender, read by status pages and metrics.</summary>
internal sealed class UplinkState(string name)
{
    private long _sent;
    private long _acknowledged;
    private long _inFlight;
    private long _refused;
    private long _withheld;
    private long _connects;
    private volatile bool _connected;
    private volatile string? _lastError;

    public string Name => name;

    public bool Connected => _connected;

    /// <summary>Why the link is not there, or what the last trouble was.</summary>
    public string? LastError => _lastError;

    public long Sent => Interlocked.Read(ref _sent);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Records sent over the link there is, and not acknowledged yet.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Records that the other side can never take, each replaced by a gap record.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Records of private pipelines that were not cleared, each replaced by a gap record.</summary>
    public long Withheld => Interlocked.Read(ref _withheld);

    public long Connects => Interlocked.Read(ref _connects);

    public void OnConnected()
    {
        Interlocked.Increment(ref _connects);
        _lastError = null;
        _connected = true;
    }

    public void OnLost(string? why)
    {
        Interlocked.Exchange(ref _inFlight, 0);
        _connected = false;
        if (why is not null) _lastError = why;
    }

    public void OnTrouble(string what) => _lastError = what;

    public void OnSent(int records)
    {
        Interlocked.Add(ref _sent, records);
        Interlocked.Add(ref _inFlight, records);
    }

    public void OnAcknowledged(int records)
    {
        Interlocked.Add(ref _acknowledged, records);
        Interlocked.Add(ref _inFlight, -records);
    }

    public void OnWithheld() => Interlocked.Increment(ref _withheld);

    public void OnRefused() => Interlocked.Increment(ref _refused);
}
