namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Reads the filters of SUBSCRIBE and UNSUBSCRIBE packets (sections 3.8 and 3.10).</summary>
internal static class MqttFilterReader
{
    private const int FiltersMax = 512;

    /// <exception cref="MqttProtocolException">It is none.</exception>
    public static List<MqttFilter> Subscribe(ReadOnlySpan<byte> body, bool isVersion5, out ushort packetId)
    {
        var reader = new MqttReader(body);
        packetId = PacketId(ref reader);
        uint id = SubscriptionId(reader.Properties(isVersion5));
        var filters = new List<MqttFilter>();
        while (!reader.IsAtEnd)
        {
            string text = reader.Text();
            byte options = reader.U8();
            var filter = new MqttFilter(text, options, id);
            if (filter.Qos == 3 || filter.RetainHandling == 3 || (options & 0xc0) != 0 || (!isVersion5 && options > 2)) throw MqttProtocolException.Malformed("The options of a subscription are none.");
            Add(filters, filter);
        }
        return NotNone(filters);
    }

    /// <inheritdoc cref="Subscribe"/>
    public static List<MqttFilter> Unsubscribe(ReadOnlySpan<byte> body, bool isVersion5, out ushort packetId)
    {
        var reader = new MqttReader(body);
        packetId = PacketId(ref reader);
        var properties = new MqttPropertyReader(reader.Properties(isVersion5));
        while (properties.Next())
            if (properties.Id != MqttProperty.UserProperty) throw MqttProtocolException.Error($"The property {properties.Id} does not belong into an UNSUBSCRIBE.");
        var filters = new List<MqttFilter>();
        while (!reader.IsAtEnd) Add(filters, new MqttFilter(reader.Text(), 0, 0));
        return NotNone(filters);
    }

    private static ushort PacketId(ref MqttReader reader)
    {
        ushort id = reader.U16();
        return id > 0 ? id : throw MqttProtocolException.Error("A packet id is not 0.");
    }

    private static uint SubscriptionId(ReadOnlySpan<byte> properties)
    {
        var reader = new MqttPropertyReader(properties);
        uint id = 0;
        while (reader.Next())
        {
            if (reader.Id == MqttProperty.SubscriptionId) id = reader.Number > 0 ? reader.Number : throw MqttProtocolException.Error("A subscription identifier is not 0.");
            else if (reader.Id != MqttProperty.UserProperty) throw MqttProtocolException.Error($"The property {reader.Id} does not belong into a SUBSCRIBE.");
        }
        return id;
    }

    private static void Add(List<MqttFilter> filters, in MqttFilter filter)
    {
        if (filters.Count == FiltersMax) throw new MqttProtocolException(MqttReason.QuotaExceeded, $"A packet has {FiltersMax} filters at most.");
        filters.Add(filter);
    }

    private static List<MqttFilter> NotNone(List<MqttFilter> filters) => filters.Count > 0 ? filters : throw MqttProtocolException.Error("There is no filter.");
}
