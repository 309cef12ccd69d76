namespace EdgeAppliance.Core.Pipeline;

/// <summary>One record as it lies in its packed batch; valid as long as the bytes it was read from.</summary>
/// <remarks><see cref="Stream"/> and <see cref="Subject"/> are UTF-8 names, <see cref="Data"/> a UTF-8 JSON object.</remarks>
public readonly ref struct PackedRecord(RecordHeader header, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> data)
{
    public RecordHeader Header { get; } = header;

    public ReadOnlySpan<byte> Stream { get; } = stream;

    public ReadOnlySpan<byte> Subject { get; } = subject;

    public ReadOnlySpan<byte> Data { get; } = data;
}
