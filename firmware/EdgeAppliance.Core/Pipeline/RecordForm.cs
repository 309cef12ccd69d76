using System.Text;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>How readings of one device with the same channels become records.</summary>
internal sealed class RecordForm(string device, ChannelSet channels)
{
    private readonly byte[] _subject = Encoding.UTF8.GetBytes(device);

    /// <summary>The device as the steps before have named it.</summary>
    public ReadOnlySpan<byte> Subject => _subject;

    public RecordJson Json { get; } = new();

    public bool IsOf(ReadingBatch batch) => ReferenceEquals(channels, batch.Channels) && device == batch.Device;
}
