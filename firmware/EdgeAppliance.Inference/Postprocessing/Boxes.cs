namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>boxes</c>: what a detector found, in place of its raw outputs: how many, the best score under the name <c>score</c>, and of the best ones
/// <c>x</c>, <c>y</c>, <c>width</c>, <c>height</c> as parts of the picture, and <c>score</c>; zeros where there are no more.</summary>
internal sealed class Boxes(BoxReader reader, BoxVectors to, int score, double overlapMost) : Postprocessor
{
    public const int ValuesPerBox = 5;

    public override void Apply(Span<double> values, ReadOnlySpan<double> input)
    {
        Span<double> memory = stackalloc double[BoxCandidates.ValuesMax];
        var candidates = new BoxCandidates(memory);
        bool isKnown = reader.Read(values, ref candidates);
        var boxes = values[to.Boxes.Range];
        int count = candidates.TakeBest(boxes, overlapMost);
        values[to.Count.Offset] = isKnown ? count : double.NaN;
        values[score] = isKnown ? boxes[4] : double.NaN;
    }
}
