using MQTTnet;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>The topic on which brokers say that there is something new in the update repository. What is said there tells nothing: whoever can
/// publish can have devices look, no more. Any thread.</summary>
/// <param name="nudge">Must not block.</param>
internal sealed class UpdateNudges(Action nudge)
{
    private volatile string? _topic;
    private volatile string? _refusal;

    /// <summary>Null where nobody listens.</summary>
    public string? Topic
    {
        get => _topic;
        set => (_topic, _refusal) = (value, null);
    }

    /// <summary>Why a broker did not take the subscription; null where it did.</summary>
    public string? Refusal => _refusal;

    /// <summary>Listens where that is wanted; a broker that does not allow it still takes records.</summary>
    public async Task Subscribe(BrokerClient client)
    {
        if (Topic is not { } topic) return;
        try
        {
            await client.Subscribe([topic]).ConfigureAwait(false);
            _refusal = null;
        }
        catch (LinkException e)
        {
            _refusal = e.Message;
        }
    }

    public void Received(MqttApplicationMessage message)
    {
        if (message.Topic == Topic) nudge();
    }
}
