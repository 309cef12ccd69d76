namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Who has subscribed to what, by the levels of the filters. Any thread asks and changes.</summary>
internal sealed class SubscriptionTree
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly SubscriptionNode _root = new();
    private int _count;
    private volatile int _version;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Another number after every change: what was found by an older one may be wrong.</summary>
    public int Version => _version;

    /// <param name="old">What it takes the place of, in one: no message in between is lost (section 3.8.4); null where that is nothing's.</param>
    public void Add(MqttSubscription subscription, MqttSubscription? old = null)
    {
        lock (_lock)
        {
            if (old is not null)
            {
                Remove_NeedsLock(_root, old, 0);
                _count--;
            }
            var node = _root;
            for (int at = 0; at >= 0;) node = node.Child(Level(subscription.Filter, ref at));
            node.Add(subscription);
            _count++;
            _version++;
        }
    }

    public void Remove(MqttSubscription subscription)
    {
        lock (_lock)
        {
            Remove_NeedsLock(_root, subscription, 0);
            _count--;
            _version++;
        }
    }

    /// <summary>Adds to <paramref name="found"/> whose a message of the topic is; of those who share a subscription one.</summary>
    public void Match(ReadOnlySpan<char> topic, List<MqttSubscription> found)
    {
        if (Count == 0) return;
        lock (_lock) Match_NeedsLock(_root, topic, 0, found);
    }

    public bool Matches(ReadOnlySpan<char> topic)
    {
        if (Count == 0) return false;
        lock (_lock) return Match_NeedsLock(_root, topic, 0, null);
    }

    // No deeper than filters are, whatever the topic.
    private static bool Match_NeedsLock(SubscriptionNode node, ReadOnlySpan<char> topic, int at, List<MqttSubscription>? found)
    {
        // Section 4.7.2: topics that begin with $ are not matched by a wildcard in the first level.
        bool takesWildcards = at != 0 || !topic.StartsWith('$');
        // Section 4.7.1.2: # stands for the level above it too.
        bool any = takesWildcards && Take(node.Find("#"), found);
        if (at < 0) return Take(node, found) || any;
        if (any && found is null) return true;
        var level = Level(topic, ref at);
        if (node.Find(level) is { } same) any |= Match_NeedsLock(same, topic, at, found);
        if (takesWildcards && node.Find("+") is { } one) any |= Match_NeedsLock(one, topic, at, found);
        return any;
    }

    private static bool Take(SubscriptionNode? node, List<MqttSubscription>? found)
    {
        if (node is not { HasSubscriptions: true }) return false;
        if (found is not null) node.CopyTo(found);
        return true;
    }

    private static void Remove_NeedsLock(SubscriptionNode node, MqttSubscription subscription, int at)
    {
        if (at < 0)
        {
            node.Remove(subscription);
            return;
        }
        var level = Level(subscription.Filter, ref at);
        if (node.Find(level) is not { } child) return;
        Remove_NeedsLock(child, subscription, at);
        if (child.IsEmpty) node.Drop(level);
    }

    /// <param name="at">Where the level begins; moved behind it, to -1 at the end.</param>
    private static ReadOnlySpan<char> Level(ReadOnlySpan<char> text, ref int at)
    {
        var rest = text[at..];
        int slash = rest.IndexOf('/');
        at = slash < 0 ? -1 : at + slash + 1;
        return slash < 0 ? rest : rest[..slash];
    }
}
