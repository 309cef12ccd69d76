using System.Numerics;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>The batch that a step hands on, used again as long as it fits.</summary>
internal sealed class OutputBatch
{
    private ReadingBatch? _batch;

    public bool IsKnown => _batch is not null;

    /// <summary>An empty batch for at least <paramref name="rows"/> rows.</summary>
    public ReadingBatch For(ReadingBatch input, ChannelSet channels, int rows) =>
        For(input.Source, input.Device, channels, rows, input.Cleared);

    /// <summary>An empty batch for at least <paramref name="rows"/> rows, of another device than the input's, or cleared where that is not.</summary>
    public ReadingBatch For(string source, string device, ChannelSet channels, int rows, bool cleared = false)
    {
        if (_batch is null || _batch.Capacity < rows || !ReferenceEquals(_batch.Channels, channels) || !IsOf(source, device, cleared))
        {
            _batch?.Release();
            _batch = ReadingBatch.Rent(source, device, channels, (int)BitOperations.RoundUpToPowerOf2((uint)rows), cleared: cleared);
        }
        _batch.Clear();
        return _batch;
    }

    /// <summary>A further row of the batch that <see cref="For(ReadingBatch, ChannelSet, int)"/> gave; where it is full, it is handed on first.</summary>
    public (ReadingBatch Batch, int Row) AddRow(Step? next, long timeUs)
    {
        if (_batch!.Count == _batch.Capacity) HandOn(next);
        return (_batch, _batch.AddRow(timeUs));
    }

    /// <summary>A further row, like one of a batch with as many channels or fewer. There must be room for it.</summary>
    public int CopyRow(ReadingBatch from, int row)
    {
        int to = _batch!.AddRow(from.TimesUs[row]);
        for (int c = 0; c < from.Channels.Count; c++) _batch.Set(to, c, from.Get(row, c));
        return to;
    }

    /// <summary>Hands on the rows that there are, and empties the batch.</summary>
    public void HandOn(Step? next)
    {
        if (_batch is null) return;
        if (_batch.Count > 0) next?.Process(_batch);
        _batch.Clear();
    }

    /// <summary>Whose readings the rows are, for a step that hands some on without being given any.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_batch is not null);
        if (_batch is null) return;
        writer.Write(_batch.Source);
        writer.Write(_batch.Device);
        writer.Write(_batch.Cleared);
    }

    public void Load(ref StateReader reader, ChannelSet channels, int rows)
    {
        if (reader.ReadBoolean()) For(reader.ReadString(), reader.ReadString(), channels, rows, reader.ReadBoolean());
    }

    private bool IsOf(string source, string device, bool cleared) => _batch!.Source == source && _batch.Device == device && _batch.Cleared == cleared;
}
