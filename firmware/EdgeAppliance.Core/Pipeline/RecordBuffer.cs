namespace EdgeAppliance.Core.Pipeline;

/// <summary>Packed records of one priority on their way to a commit; its bytes are used again.</summary>
internal sealed class RecordBuffer
{
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Packed => _bytes.AsMemory(0, Length);

    public void Add(RecordHeader header, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> data)
    {
        int size = PackedRecords.SizeOf(stream, subject, data);
        if (_bytes.Length - Length < size) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        Length += PackedRecords.Write(_bytes.AsSpan(Length), header, stream, subject, data);
        Count++;
    }

    public void CutTo(int length, int count) => (Length, Count) = (length, count);
}
