using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Can;

namespace EdgeAppliance.Tests.Drivers.Protocols.Can;

/// <summary>An interface whose frames the test makes.</summary>
internal sealed class SimulatedCan : CanPort
{
    private readonly Lock _lock = new();
    private readonly Queue<CanFrame> _frames = new();
    private readonly SemaphoreSlim _came = new(0);

    public List<CanFrame> Written { get; } = [];

    public BusException? Fault { get; set; }

    public bool IsDisposed { get; private set; }

    public static CanFrame Frame(uint id, string hex, long timeUs, bool isExtended = false)
    {
        byte[] data = Convert.FromHexString(hex);
        var frame = new CanFrame { Id = id, IsExtended = isExtended, Length = data.Length, TimeUs = timeUs };
        data.CopyTo(frame.Room);
        return frame;
    }

    /// <summary>One that the kernel makes of what the controller says.</summary>
    public static CanFrame Error(uint classes, byte controller = 0)
    {
        var frame = Frame(classes, $"00{controller:x2}000000000000", 0);
        frame.IsError = true;
        return frame;
    }

    public void Come(params ReadOnlySpan<CanFrame> frames)
    {
        lock (_lock)
            foreach (var frame in frames) _frames.Enqueue(frame);
        _came.Release();
    }

    public void Lose(long frames) => Lost += frames;

    public void Stop() => _came.Release();

    public override int Read(Span<CanFrame> frames, TimeSpan timeout)
    {
        _came.Wait(timeout);
        if (Fault is { } fault) throw fault;
        int count = 0;
        lock (_lock)
            while (count < frames.Length && _frames.TryDequeue(out frames[count])) count++;
        return count;
    }

    public override void Write(ref CanFrame frame)
    {
        if (Fault is { } fault) throw fault;
        Written.Add(frame);
    }

    public override void Dispose() => IsDisposed = true;
}
