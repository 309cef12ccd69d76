using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What a message's content type says of its body, as the number that CoAP has for it.</summary>
internal static class AmqpContent
{
    public static int FormatOf(in AmqpMessage message)
    {
        var type = message.ContentType;
        int semicolon = type.IndexOf((byte)';');
        if (semicolon >= 0) type = type[..semicolon].TrimEnd((byte)' ');
        if (type.IsEmpty) return CoapFormat.None;
        if (type.SequenceEqual("application/json"u8)) return CoapFormat.Json;
        if (type.SequenceEqual("application/cbor"u8)) return CoapFormat.Cbor;
        if (type.SequenceEqual("application/senml+json"u8)) return CoapFormat.SenMlJson;
        if (type.SequenceEqual("application/senml+cbor"u8)) return CoapFormat.SenMlCbor;
        return type.SequenceEqual("text/plain"u8) ? CoapFormat.Text : CoapFormat.OctetStream;
    }
}
