namespace EdgeAppliance.Drivers.Replay;

/// <summary>Lines that were passed over. Counted by the source's thread, read by any.</summary>
internal sealed class BadLines
{
    private long _count;
    private volatile string _last = "";

    public long Count => Interlocked.Read(ref _count);

    public string Text => $"{Count} lines were passed over, the last one {_last}";

    public void Add(long line, string what)
    {
        Interlocked.Increment(ref _count);
        _last = $"line {line}: {what}";
    }
}
