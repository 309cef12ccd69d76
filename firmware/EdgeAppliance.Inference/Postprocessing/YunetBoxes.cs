namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>Boxes of YuNet (Wu and others 2023, "YuNet: A Tiny Millisecond-level Face Detector"), which looks at every 8th, 16th and 32nd pixel: the score is the
/// root of class times objectness; a box's middle lies at (place + output) · stride, its sides are e^output · stride.</summary>
internal sealed class YunetBoxes(YunetLevel[] levels, int width, int height, double scoreLeast) : BoxReader
{
    public override bool Read(ReadOnlySpan<double> values, ref BoxCandidates candidates)
    {
        bool isKnown = true;
        foreach (var level in levels)
        {
            var classes = values[level.Classes.Range];
            var objects = values[level.Objects.Range];
            var boxes = values[level.Boxes.Range];
            int across = width / level.Stride;
            for (int i = 0; i < classes.Length; i++)
            {
                double score = Math.Sqrt(Math.Clamp(classes[i], 0, 1) * Math.Clamp(objects[i], 0, 1));
                isKnown &= !double.IsNaN(score);
                if (!(score >= scoreLeast)) continue;
                var box = boxes.Slice(4 * i, 4);
                double w = Math.Exp(box[2]) * level.Stride, h = Math.Exp(box[3]) * level.Stride;
                double x = (i % across + box[0]) * level.Stride - w / 2, y = (i / across + box[1]) * level.Stride - h / 2;
                isKnown &= double.IsFinite(x + y + w + h);
                candidates.Offer(x / width, y / height, w / width, h / height, score);
            }
        }
        return isKnown;
    }
}
