using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeAppliance.Core.Pictures;

/// <summary>Makes a picture larger or smaller: first its rows, then its columns, each place the weighted mean of those it covers
/// (<see cref="ResampleTaps"/>), rounded after either. Keeps its weights and its memory for pictures of the same sizes. Used by one thread.</summary>
internal sealed class Resampler
{
    private const int Pixel = PixelBuffer.PixelBytes;
    private const int Half = 1 << (ResampleTaps.FractionBits - 1);

    private ResampleTaps? _across;
    private ResampleTaps? _down;
    private byte[] _narrow = [];

    /// <summary>Fills a part of <paramref name="to"/>, which has its size already, with the whole of <paramref name="from"/>.</summary>
    public void Resample(PixelBuffer from, PixelBuffer to, int left, int top, int width, int height)
    {
        if (_across is null || _across.From != from.Width || _across.To != width) _across = new ResampleTaps(from.Width, width);
        if (_down is null || _down.From != from.Height || _down.To != height) _down = new ResampleTaps(from.Height, height);
        int stride = width * Pixel;
        if (_narrow.Length < stride * from.Height) _narrow = GC.AllocateUninitializedArray<byte>(stride * from.Height);
        for (int y = 0; y < from.Height; y++) Across(from.Row(y), _narrow.AsSpan(y * stride, stride));
        for (int y = 0; y < height; y++) Down(y, to.Row(top + y).Slice(left * Pixel, stride));
    }

    private void Across(ReadOnlySpan<byte> row, Span<byte> narrow)
    {
        ref byte from = ref MemoryMarshal.GetReference(row);
        for (int x = 0; x < _across!.To; x++)
        {
            var sum = Vector128.Create(Half);
            nint at = _across.First(x) * Pixel;
            foreach (int weight in _across.Weights(x))
            {
                sum += Widen(ref Unsafe.Add(ref from, at)) * Vector128.Create(weight);
                at += Pixel;
            }
            Store(sum, narrow[(x * Pixel)..]);
        }
    }

    private void Down(int y, Span<byte> to)
    {
        int stride = to.Length;
        ref byte first = ref MemoryMarshal.GetReference(_narrow.AsSpan(_down!.First(y) * stride, _down.Weights(y).Length * stride));
        var weights = _down.Weights(y);
        for (int x = 0; x < stride; x += Pixel)
        {
            var sum = Vector128.Create(Half);
            nint at = x;
            foreach (int weight in weights)
            {
                sum += Widen(ref Unsafe.Add(ref first, at)) * Vector128.Create(weight);
                at += stride;
            }
            Store(sum, to[x..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widen(ref byte pixel)
    {
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref pixel)).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
    }

    // Weights are rounded, so that their sum may be a little more than one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> sum, Span<byte> to)
    {
        var whole = Vector128.Min(Vector128.ShiftRightLogical(sum.AsUInt32(), ResampleTaps.FractionBits), Vector128.Create(255u));
        var bytes = Vector128.Narrow(Vector128.Narrow(whole, whole), Vector128<ushort>.Zero);
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(to), bytes.AsUInt32().ToScalar());
    }
}
