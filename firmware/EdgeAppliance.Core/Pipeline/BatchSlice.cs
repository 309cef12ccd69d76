using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Some rows of a batch as a batch of their own: the batch itself where it is all of them, else a copy, valid until the next.</summary>
internal sealed class BatchSlice
{
    private ReadingBatch? _copy;

    public ReadingBatch Of(ReadingBatch batch, int first, int count)
    {
        if (first == 0 && count == batch.Count) return batch;
        _copy?.Release();
        _copy = ReadingBatch.Rent(batch.Source, batch.Device, batch.Channels, count);
        _copy.FirstPosition = batch.FirstPosition + first;
        for (int row = 0; row < count; row++)
        {
            _copy.AddRow(batch.TimesUs[first + row]);
            if (batch.BlobAt(first + row) is { } blob) _copy.SetBlob(row, blob.Retain());
        }
        for (int c = 0; c < batch.Channels.Count; c++) batch.Column(c).Slice(first, count).CopyTo(_copy.WritableColumn(c));
        return _copy;
    }
}
