using EdgeAppliance.Bundles.Tuf;

namespace EdgeAppliance.Bundles.Chunks;

/// <summary>Counts what comes over the line, waits where it comes too fast, and gives up where it comes too slowly.</summary>
/// <param name="took">Told of all bytes as they come over the line.</param>
public sealed class TransferMeter(TransferLimits limits, TimeProvider time, Action<int>? took = null)
{
    private const int BytesAtOnce = 64 << 10;

    private readonly long _start = time.GetTimestamp();
    private long _sinceSlow = time.GetTimestamp();
    private long _slowBytes;

    /// <summary>So far, over the line.</summary>
    public long Bytes { get; private set; }

    /// <summary>Told of all bytes that are read from a file: of a stick or a folder, or that a neighbour has sent.</summary>
    public Action<int>? TookFromFile { get; init; }

    /// <summary>From a file nothing has come over the line: neither a limit nor a count is for it.</summary>
    /// <exception cref="BundleException">The deployment's bytes are spent.</exception>
    /// <exception cref="TufException">The source is too slow.</exception>
    /// <exception cref="EndOfStreamException">It ends before.</exception>
    public async Task ReadExactly(Stream from, Memory<byte> target, CancellationToken cancel)
    {
        if (from is FileStream)
        {
            await from.ReadExactlyAsync(target, cancel);
            TookFromFile?.Invoke(target.Length);
            return;
        }
        while (!target.IsEmpty)
        {
            if (Bytes + target.Length > limits.BytesMax) throw new BundleException(limits.WhenSpent ?? $"The {limits.BytesMax} bytes that this deployment may fetch are spent.") { IsPassing = true };
            int read = await Read(from, target[..Math.Min(target.Length, BytesAtOnce)], cancel);
            if (read == 0) throw new EndOfStreamException("The source broke off.");
            target = target[read..];
            Bytes += read;
            took?.Invoke(read);
            await WaitWhereFast(cancel);
        }
    }

    private async Task<int> Read(Stream from, Memory<byte> target, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(limits.SlowAfter, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            int read = await from.ReadAsync(target, either.Token);
            CheckNotSlow(read);
            return read;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw Slow();
        }
    }

    private void CheckNotSlow(int read)
    {
        _slowBytes += read;
        var elapsed = time.GetElapsedTime(_sinceSlow);
        if (elapsed < limits.SlowAfter) return;
        if (_slowBytes < limits.BytesPerSecondMin * elapsed.TotalSeconds) throw Slow();
        (_sinceSlow, _slowBytes) = (time.GetTimestamp(), 0);
    }

    private async Task WaitWhereFast(CancellationToken cancel)
    {
        if (limits.BytesPerSecondMax == long.MaxValue) return;
        var due = TimeSpan.FromSeconds((double)Bytes / limits.BytesPerSecondMax) - time.GetElapsedTime(_start);
        if (due <= TimeSpan.Zero) return;
        long since = time.GetTimestamp();
        await Task.Delay(due, time, cancel);
        // That was this side's doing.
        _sinceSlow += time.GetTimestamp() - since;
    }

    private TufException Slow() => new(TufFailure.TooSlow, $"The source gives less than {limits.BytesPerSecondMin} bytes a second.");
}
