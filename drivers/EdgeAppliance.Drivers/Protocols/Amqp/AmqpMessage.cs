using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What of a message matters here (part 3, section 3.2): where it goes, what it says it is, and its body. The body is a data section, or a
/// value that is text or bytes.</summary>
internal readonly ref struct AmqpMessage
{
    private AmqpMessage(ReadOnlySpan<byte> applicationProperties, ReadOnlySpan<byte> body)
    {
        ApplicationProperties = applicationProperties;
        Body = body;
    }

    /// <summary>UTF-8; empty where it is not there.</summary>
    public ReadOnlySpan<byte> To { get; private init; }

    /// <inheritdoc cref="To"/>
    public ReadOnlySpan<byte> Subject { get; private init; }

    /// <inheritdoc cref="To"/>
    public ReadOnlySpan<byte> ContentType { get; private init; }

    /// <summary>As it is encoded; empty where it is not there.</summary>
    public ReadOnlySpan<byte> CorrelationId { get; private init; }

    public ReadOnlySpan<byte> Body { get; }

    private ReadOnlySpan<byte> ApplicationProperties { get; }

    /// <exception cref="AmqpException">It is no message, or its body is of another kind.</exception>
    public static AmqpMessage Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new AmqpReader(bytes);
        ReadOnlySpan<byte> application = default, body = default;
        AmqpFields properties = default;
        bool hasBody = false;
        while (!reader.IsAtEnd)
        {
            ulong section = reader.Descriptor();
            switch (section)
            {
                case AmqpCode.Properties: properties = reader.List(); break;
                case AmqpCode.ApplicationProperties: application = reader.Rest; reader.Skip(); break;
                case AmqpCode.Data or AmqpCode.AmqpValue when hasBody: throw AmqpReader.Bad("A message has more than one body.");
                case AmqpCode.Data or AmqpCode.AmqpValue:
                    body = reader.Bytes();
                    hasBody = true;
                    break;
                case AmqpCode.AmqpSequence: throw AmqpReader.Bad("A message's body is a sequence; send data, text or bytes.");
                case >= AmqpCode.Header and <= AmqpCode.Footer: reader.Skip(); break;
                default: throw AmqpReader.Bad($"There is no section 0x{section:x}.");
            }
        }
        if (!hasBody) throw AmqpReader.Bad("A message has no body.");
        properties.Skip(2);
        var to = properties.Bytes();
        var subject = properties.Bytes();
        properties.Skip();
        var correlation = properties.Raw();
        return new AmqpMessage(application, body) { To = to, Subject = subject, CorrelationId = correlation, ContentType = properties.Bytes() };
    }

    /// <returns>The application property's text; null where it is not there or no text.</returns>
    public string? ApplicationProperty(ReadOnlySpan<byte> name)
    {
        if (ApplicationProperties.IsEmpty) return null;
        var map = new AmqpReader(ApplicationProperties).Map();
        while (!map.IsAtEnd)
        {
            bool found = map.Bytes().SequenceEqual(name);
            var value = map.Raw();
            if (found) return !value.IsEmpty && value[0] is AmqpCode.String8 or AmqpCode.String32 or AmqpCode.Symbol8 or AmqpCode.Symbol32
                ? Encoding.UTF8.GetString(new AmqpReader(value).Bytes()) : null;
        }
        return null;
    }
}
