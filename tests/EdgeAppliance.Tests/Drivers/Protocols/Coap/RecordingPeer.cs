using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>A peer that keeps what is sent to it.</summary>
internal sealed class RecordingPeer : CoapPeer
{
    public List<byte[]> Sent { get; } = [];

    public override void Send(ReadOnlySpan<byte> datagram) => Sent.Add(datagram.ToArray());

    /// <summary>What was sent last, as <c>ACK 2.05 hello</c>.</summary>
    public string Last => Sent.Count == 0 ? "" : Shown(Sent[^1]);

    public static string Shown(byte[] datagram)
    {
        Assert.Equal(CoapParse.Message, CoapMessage.TryParse(datagram, out var message));
        string type = message.Type switch { CoapType.Confirmable => "CON", CoapType.NonConfirmable => "NON", CoapType.Acknowledgement => "ACK", _ => "RST" };
        string text = System.Text.Encoding.UTF8.GetString(message.Payload);
        return $"{type} {(byte)message.Code >> 5}.{(byte)message.Code & 31:D2} {text}".TrimEnd();
    }

    public static ushort IdOf(byte[] datagram) => (ushort)((datagram[2] << 8) | datagram[3]);
}
