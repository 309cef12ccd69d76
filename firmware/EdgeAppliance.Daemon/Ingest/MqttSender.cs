using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Writes to one connection, a packet or a run of acknowledgements at a time; any thread may send.</summary>
internal sealed class MqttSender(Stream stream, MqttPacketFormatterAdapter formatter)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task SendAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Valid until the next packet is encoded, and so only within the turn.
            var encoded = formatter.Encode(packet);
            if (encoded.Payload.Length == 0) await stream.WriteAsync(encoded.Packet, cancellationToken).ConfigureAwait(false);
            else await stream.WriteAsync(encoded.Join(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            formatter.Cleanup();
            _turn.Release();
        }
    }
}
