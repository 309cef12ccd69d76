using System.Buffers;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Takes back a single reading that a chain's steps turn out not to be able to take, when they are in the middle of it. Their state may be large, that of
/// a pipeline that joins devices above all: a copy of it is made now and then, and the readings since are processed once more where one is taken back. As a new
/// copy is made then, none is processed more than twice.</summary>
/// <remarks>Owned by whoever advances the pipeline.</remarks>
internal sealed class ChainUndo
{
    /// <summary>Readings behind which a new copy is made.</summary>
    private const int ReadingsMax = 256;

    private readonly ArrayBufferWriter<byte> _copy = new(1024);
    private readonly List<SingleReading> _since = [];

    // Of which the copy is; null where it is of none.
    private DeviceChain? _chain;

    /// <summary>A reading of the chain comes next, which may have to be taken back.</summary>
    public void Begin(DeviceChain chain)
    {
        if (_chain != chain || _since.Count == ReadingsMax) Copy(chain);
    }

    /// <summary>The chain has taken it.</summary>
    public void Passed(ReadingBatch reading)
    {
        // What was spent of a budget is spent, and noise is never drawn twice. A picture is larger than the state.
        if (_chain!.Budget is not null || reading.BlobBytes > 0) Forget();
        else _since.Add(SingleReading.Of(reading));
    }

    /// <summary>The chain is about to change, or has changed, in another way.</summary>
    public void Forget()
    {
        _chain = null;
        _since.Clear();
    }

    /// <summary>Gives another chain the state before the reading that could not be taken.</summary>
    /// <param name="make">Makes a chain like it that counts nothing a second time.</param>
    /// <exception cref="StepException">The steps do otherwise than before.</exception>
    public void PutBack(DeviceChain chain, Func<DeviceChain> make, RecordWriter writer)
    {
        if (_since.Count > 0)
        {
            var again = make();
            Load(again);
            Repeat(again, writer);
            Copy(again);
        }
        Load(chain);
        _chain = chain;
    }

    private void Repeat(DeviceChain chain, RecordWriter writer)
    {
        var (next, wasSuppressed) = (writer.Next, writer.Suppressed);
        writer.Suppressed = true;
        try
        {
            foreach (var reading in _since) reading.Process(chain);
        }
        catch (UnfitReadingException e)
        {
            throw new StepException($"A reading that was taken before cannot be any more: {e.Message}");
        }
        writer.Suppressed = wasSuppressed;
        writer.ContinueFrom(next.Record, next.Alarm);
    }

    private void Copy(DeviceChain chain)
    {
        Forget();
        _copy.ResetWrittenCount();
        chain.Save(new StateWriter(_copy));
        _chain = chain;
    }

    private void Load(DeviceChain chain)
    {
        var copy = new StateReader(_copy.WrittenSpan);
        chain.Load(ref copy);
    }
}
