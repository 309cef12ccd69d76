using System.Collections.Concurrent;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Gpio;

namespace EdgeAppliance.Tests.Drivers.Linux.Gpio;

/// <summary>Lines whose wires a test holds.</summary>
internal sealed class SimulatedLines : IGpioLines
{
    private readonly ConcurrentQueue<GpioEdge> _edges = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly uint[] _sequences = new uint[64];

    public ulong Levels { get; private set; }

    public bool IsGone { get; set; }

    public bool IsDisposed { get; private set; }

    public List<(ulong Levels, ulong Mask)> Written { get; } = [];

    /// <summary>A wire changes.</summary>
    /// <param name="lost">Changes before this one that the kernel had no room for.</param>
    public void Change(int line, bool isUp, long timestampNs, uint lost = 0)
    {
        Levels = isUp ? Levels | 1UL << line : Levels & ~(1UL << line);
        _sequences[line] += 1 + lost;
        _edges.Enqueue(new GpioEdge(timestampNs, line, isUp, _sequences[line]));
        _wake.Release();
    }

    /// <summary>What the kernel would tell by a level alone.</summary>
    public void SetSilently(int line, bool isUp) => Levels = isUp ? Levels | 1UL << line : Levels & ~(1UL << line);

    public ulong Read()
    {
        if (IsGone) throw new BusException(BusFault.Unplugged, "The chip is gone.");
        return Levels;
    }

    public void Write(ulong levels, ulong mask)
    {
        if (IsGone) throw new BusException(BusFault.Unplugged, "The chip is gone.");
        lock (Written) Written.Add((levels, mask));
        Levels = Levels & ~mask | levels & mask;
    }

    // Time stands still in a test: what is waited for is woken.
    public int Wait(TimeSpan timeout, Span<GpioEdge> edges)
    {
        if (_edges.IsEmpty && timeout != TimeSpan.Zero) _wake.Wait();
        int count = 0;
        while (count < edges.Length && _edges.TryDequeue(out var edge)) edges[count++] = edge;
        return count;
    }

    public void Wake() => _wake.Release();

    public void Dispose() => IsDisposed = true;
}
