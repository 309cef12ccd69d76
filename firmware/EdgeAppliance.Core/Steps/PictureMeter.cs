using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Core.Steps;

/// <summary>Counts the pictures of one pipeline; any thread reads it.</summary>
public sealed class PictureMeter
{
    private long _taken;
    private long _refused;
    private long _refusedInARow;
    private int _lastFault;

    /// <summary>Pictures decoded.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Pictures left out, because they could not be decoded, or must not be seen.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Since the last one that could be used.</summary>
    public long RefusedInARow => Volatile.Read(ref _refusedInARow);

    /// <summary>Of the last one that was refused.</summary>
    public PictureFault LastFault => (PictureFault)Volatile.Read(ref _lastFault);

    public void CountTaken()
    {
        Interlocked.Increment(ref _taken);
        if (LastFault != PictureFault.NotBlurred) CountUsed();
    }

    /// <summary>What a decoded picture may still be refused for did not come up.</summary>
    public void CountUsed() => Volatile.Write(ref _refusedInARow, 0);

    public void CountRefused(PictureFault fault)
    {
        Interlocked.Increment(ref _refused);
        Interlocked.Increment(ref _refusedInARow);
        Volatile.Write(ref _lastFault, (int)fault);
    }
}
