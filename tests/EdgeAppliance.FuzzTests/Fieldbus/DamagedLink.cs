using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.FuzzTests.Fieldbus;

/// <summary>Gives a case's bytes in pieces of many lengths, and then nothing more.</summary>
/// <param name="isAnswer">They come only once something was sent.</param>
internal sealed class DamagedLink(byte[] bytes, bool isAnswer) : ByteLink
{
    private bool _isSilent = isAnswer;
    private int _at;

    public override string Place => "link";

    public override int Read(Span<byte> into, TimeSpan timeout)
    {
        if (_isSilent) return 0;
        int count = Math.Min(Math.Min(into.Length, bytes.Length - _at), 1 + _at % 7 * 5);
        bytes.AsSpan(_at, count).CopyTo(into);
        _at += count;
        return count;
    }

    public override void Write(ReadOnlySpan<byte> written) => _isSilent = false;

    public override void Dispose()
    {
    }
}
