namespace EdgeAppliance.Core.Readings;

/// <summary>The ordered channel names of a stream's batches. Made once for a stream and then shared, so that a step may
/// compare two sets by reference before it compares names.</summary>
public sealed class ChannelSet
{
    private readonly string[] _names;

    /// <param name="names">At least one name, each once.</param>
    /// <exception cref="ArgumentException">There is no name, or one stands twice.</exception>
    public ChannelSet(params ReadOnlySpan<string> names)
    {
        if (names.IsEmpty) throw new ArgumentException("A channel set needs at least one channel.", nameof(names));
        _names = names.ToArray();
        for (int i = 0; i < _names.Length; i++)
            if (IndexOf(_names[i]) != i) throw new ArgumentException($"Channel '{_names[i]}' stands twice.", nameof(names));
    }

    public int Count => _names.Length;

    public ReadOnlySpan<string> Names => _names;

    public string this[int index] => _names[index];

    /// <returns>The channel's place, or -1 where there is none of that name.</returns>
    public int IndexOf(string name) => Array.IndexOf(_names, name);

    public bool SequenceEqual(ChannelSet other) => ReferenceEquals(this, other) || _names.AsSpan().SequenceEqual(other._names);
}
