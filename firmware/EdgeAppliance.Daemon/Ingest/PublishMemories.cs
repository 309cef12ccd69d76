namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The memories of the clients that connected last, by their names.</summary>
internal sealed class PublishMemories
{
    private const int ClientsMax = 1024;

    private readonly Lock _lock = new();

    // Guarded by _lock. The client that connected longest ago is first.
    private readonly LinkedList<(string Client, PublishMemory Memory)> _order = [];
    private readonly Dictionary<string, LinkedListNode<(string Client, PublishMemory Memory)>> _known = new(StringComparer.Ordinal);

    /// <summary>Called where a client connects.</summary>
    public PublishMemory Of(string client)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(client, out var node)) _order.Remove(node);
            else
            {
                if (_known.Count == ClientsMax) Forget_NeedsLock(_order.First!);
                node = new((client, new PublishMemory()));
                _known.Add(client, node);
            }
            _order.AddLast(node);
            return node.Value.Memory;
        }
    }

    private void Forget_NeedsLock(LinkedListNode<(string Client, PublishMemory Memory)> node)
    {
        _known.Remove(node.Value.Client);
        _order.Remove(node);
    }
}
