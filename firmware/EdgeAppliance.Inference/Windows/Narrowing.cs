using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeAppliance.Inference.Windows;

/// <summary>Doubles to floats, and in the same pass whether all of them are finite. By vectors that every processor of a platform has:
/// compiled ahead of time, the general routines fall back to one number at a time.</summary>
internal static class Narrowing
{
    /// <param name="to">All of it is written; as long as <paramref name="from"/> or shorter.</param>
    /// <returns>Whether every one of <paramref name="from"/> that was taken is a finite number, even one that no float can hold.</returns>
    public static bool TryNarrow(ReadOnlySpan<double> from, Span<float> to)
    {
        from = from[..to.Length];
        ref double source = ref MemoryMarshal.GetReference(from);
        ref float target = ref MemoryMarshal.GetReference(to);
        // A number less itself is zero; infinity and NaN less themselves are NaN.
        var finite = Vector128<int>.AllBitsSet;
        int vectors = to.Length - to.Length % Vector128<float>.Count;
        for (nuint i = 0; i < (nuint)vectors; i += (nuint)Vector128<float>.Count)
        {
            var floats = Vector128.Narrow(Vector128.LoadUnsafe(ref source, i), Vector128.LoadUnsafe(ref source, i + (nuint)Vector128<double>.Count));
            finite &= Vector128.Equals(floats - floats, Vector128<float>.Zero).AsInt32();
            floats.StoreUnsafe(ref target, i);
        }
        bool all = finite == Vector128<int>.AllBitsSet;
        for (int i = vectors; i < to.Length; i++)
        {
            to[i] = (float)from[i];
            all &= float.IsFinite(to[i]);
        }
        return all || TensorPrimitives.IsFiniteAll(from);
    }
}
