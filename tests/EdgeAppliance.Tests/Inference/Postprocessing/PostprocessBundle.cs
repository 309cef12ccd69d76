using System.Text;
using EdgeAppliance.Bundles;

namespace EdgeAppliance.Tests.Inference.Postprocessing;

/// <summary>A manifest for the sake of its postprocessing.</summary>
internal static class PostprocessBundle
{
    public static BundleManifest Of(string steps) => BundleManifest.Parse(Encoding.UTF8.GetBytes($$"""
        {"format":1,"name":"a","version":"1","file":"m.onnx","inputs":[{"name":"x","type":"float32","shape":[1]}],"outputs":[{"name":"y","type":"float32","shape":[1]}],
         "postprocess":[{{steps}}],"golden":[{"inputs":{"x":[0]},"outputs":{"y":[0]},"tolerance":1}]}
        """));
}
