using System.Runtime.InteropServices;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Brings messages to those who have subscribed: 1 retain it where it shall be, 2 find whose it is, 3 queue it, once for a client
/// whatever number of its subscriptions match.</summary>
/// <param name="state">Null where nothing outlives the broker.</param>
internal sealed class MqttRouter(MqttSurroundings around, MqttRetained retained, MqttState? state)
{
    [ThreadStatic]
    private static List<MqttSubscription>? t_found;

    /// <summary>Who has subscribed to what.</summary>
    public SubscriptionTree Tree { get; } = new();

    /// <param name="from">Who published it; null where that is the appliance.</param>
    /// <param name="kept">Done once all of it that lasts is on stable storage.</param>
    /// <returns>False where it is not retained because too many are, or it is too large, though passed on.</returns>
    public bool Route(MqttMessage message, MqttSession? from, out Task kept)
    {
        var together = message.Qos == 2 ? state?.Together() : null;
        bool isRetained = Route(message, from, together, out kept);
        if (together is not null) kept = MqttTasks.Both(kept, together.Put());
        return isRetained;
    }

    /// <param name="together">What is kept of it at QoS 2 beside what is retained goes there, for the caller to put.</param>
    /// <inheritdoc cref="Route(MqttMessage, MqttSession?, out Task)"/>
    public bool Route(MqttMessage message, MqttSession? from, MqttTogether? together, out Task kept)
    {
        kept = Task.CompletedTask;
        bool isRetained = !message.Retain || retained.TrySet(message, out kept); // 1
        if (!isRetained) around.Counters.Count(MqttCount.RetainedFull);
        if (Tree.Count == 0) return isRetained;
        var found = t_found ?? [];
        t_found = null;
        Tree.Match(message.Topic, found); // 2
        // Those of one client stand together.
        if (found.Count > 1) found.Sort(static (a, b) => a.Session.Number.CompareTo(b.Session.Number));
        for (int first = 0, next; first < found.Count; first = next)
        {
            for (next = first + 1; next < found.Count && found[next].Session == found[first].Session;) next++;
            kept = MqttTasks.Both(kept, Deliver(message, from, CollectionsMarshal.AsSpan(found)[first..next], together)); // 3
        }
        found.Clear();
        t_found = found;
        return isRetained;
    }

    /// <summary>Subscribes.</summary>
    /// <param name="isNew">It takes no other's place.</param>
    /// <returns>What the client is told, and with it the subscription where there is one.</returns>
    public (MqttReason Code, MqttSubscription? Made) Subscribe(MqttSession session, in MqttFilter asked, out bool isNew)
    {
        isNew = false;
        if (!MqttTopic.TryFilter(asked.Text, out string? group, out string filter)) return (MqttReason.TopicFilterInvalid, null);
        // Section 3.8.3.1.
        if (group is not null && asked.NoLocal) throw MqttProtocolException.Error("What is shared cannot leave out one's own.");
        var made = new MqttSubscription(session, asked, filter, group);
        if (!session.TrySubscribe(made, around.Options.SubscriptionsMax, out var old))
        {
            around.Counters.Count(MqttCount.SubscriptionsFull);
            return (MqttReason.QuotaExceeded, null);
        }
        Tree.Add(made, old);
        isNew = old is null;
        return ((MqttReason)asked.Qos, made);
    }

    /// <summary>Tells what is retained, as the subscription asks for it; of what is shared nothing (section 4.8.2).</summary>
    /// <returns>Done once what is kept of it is on stable storage.</returns>
    public Task TellRetained(MqttSubscription subscription, bool isNew)
    {
        var asked = subscription.Asked;
        var all = Task.CompletedTask;
        if (subscription.Group is not null || asked.RetainHandling == 2 || (asked.RetainHandling == 1 && !isNew)) return all;
        var together = asked.Qos == 2 ? state?.Together() : null;
        foreach (var message in retained.Match(subscription.Filter))
        {
            var delivery = new MqttDelivery(message, Math.Min(message.Qos, asked.Qos), retain: true) { SubscriptionIds = asked.Id > 0 ? [asked.Id] : [] };
            if (subscription.Session.TryDeliver(delivery, around, together, out var kept)) all = MqttTasks.Both(all, kept);
            else around.Counters.Count(MqttCount.QueueFull);
        }
        return together is null ? all : MqttTasks.Both(all, together.Put());
    }

    private Task Deliver(MqttMessage message, MqttSession? from, ReadOnlySpan<MqttSubscription> found, MqttTogether? together)
    {
        var session = found[0].Session;
        int qos = -1;
        bool retain = false;
        List<uint>? ids = null;
        foreach (var subscription in found)
        {
            var asked = subscription.Asked;
            if (asked.NoLocal && session == from) continue;
            qos = Math.Max(qos, asked.Qos);
            retain |= asked.RetainAsPublished && message.Retain;
            if (asked.Id > 0) (ids ??= []).Add(asked.Id);
        }
        if (qos < 0) return Task.CompletedTask;
        var delivery = new MqttDelivery(message, Math.Min(message.Qos, qos), retain) { SubscriptionIds = ids is null ? [] : [.. ids] };
        if (session.TryDeliver(delivery, around, together, out var kept)) return kept;
        around.Counters.Count(MqttCount.QueueFull);
        return Task.CompletedTask;
    }
}
