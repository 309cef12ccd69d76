namespace EdgeAppliance.Inference.Runtime;

/// <summary>Lends a fixed number of things to any number of threads, one thread a thing; who finds none waits. Renting allocates nothing.</summary>
/// <remarks>After <see cref="Dispose"/> nothing more is lent, and what is still out is disposed when it comes back.</remarks>
public sealed class Pool<T> : IDisposable
    where T : class, IDisposable
{
    private readonly Stack<T> _free;

    // Guarded by the lock on _free.
    private int _waiting;
    private bool _disposed;

    public Pool(IReadOnlyCollection<T> items)
    {
        ArgumentOutOfRangeException.ThrowIfZero(items.Count);
        Count = items.Count;
        _free = new Stack<T>(items);
    }

    public int Count { get; }

    /// <returns>Null once the pool is disposed.</returns>
    public T? Rent()
    {
        lock (_free)
        {
            while (_free.Count == 0 && !_disposed)
            {
                _waiting++;
                Monitor.Wait(_free);
                _waiting--;
            }
            return _disposed ? null : _free.Pop();
        }
    }

    public void Return(T item)
    {
        lock (_free)
        {
            if (!_disposed)
            {
                _free.Push(item);
                if (_waiting > 0) Monitor.Pulse(_free);
                return;
            }
        }
        item.Dispose();
    }

    public void Dispose()
    {
        lock (_free)
        {
            _disposed = true;
            while (_free.TryPop(out var item)) item.Dispose();
            Monitor.PulseAll(_free);
        }
    }
}
