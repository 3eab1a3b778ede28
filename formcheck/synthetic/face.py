"""A face drawn onto the skin of the head: eyes, brows, mouth, nostrils."""

from __future__ import annotations

import numpy as np

from formcheck.synthetic.texture import Float32, smooth_step


def paint_face(head: Float32, colour: Float32, hair: Float32, lip: Float32) -> Float32:
    """Colours (N, 3) with a face.

    Parameters
    ----------
    head : (N, 3)
        Points in the head's frame: forward, up, left, metres from the middle of the skull of a body 1.75 m tall.
    colour : (N, 3)
        Skin there, linear RGB.
    hair, lip : (3,)
        Linear RGB.
    """
    ahead, up, left = head.T
    aside = np.abs(left)
    front = smooth_step(0.03, 0.055, ahead)
    eye_x, eye_y = aside - 0.0315, up - 0.013
    socket = 0.32 * front * np.exp(-(eye_x**2 + (eye_y * 1.25) ** 2) / 0.0003)
    colour = colour * (1 - socket)[:, None]
    almond = np.hypot(eye_x, eye_y * 2)
    # the lid hangs over the iris a little: somebody calm
    white = (1 - smooth_step(0.0135, 0.0155, almond)) * (1 - smooth_step(0.0035, 0.0050, eye_y)) * front
    lid = (1 - smooth_step(0, 0.0022, np.abs(eye_y - 0.0048 + 18 * eye_x**2))) * front * 0.8
    lid *= 1 - smooth_step(0.0145, 0.0165, np.abs(eye_x))
    colour = _over(colour, (0.10, 0.06, 0.05), lid)
    colour = _over(colour, (0.86, 0.84, 0.82), white)
    colour = _over(colour, (0.10, 0.06, 0.04), white * (1 - smooth_step(0.0068, 0.008, np.hypot(eye_x, eye_y))))
    brow_y = up - 0.037 + 9 * (aside - 0.030) ** 2
    brow = (1 - smooth_step(0.016, 0.021, np.abs(aside - 0.034))) * (1 - smooth_step(0.0016, 0.0042, np.abs(brow_y)))
    colour = _over(colour, tuple(hair * 0.8), brow * front * 0.75)
    mouth = smooth_step(0.06, 0.07, ahead)
    # the corners of the mouth go up, and the lips thin out toward them
    smile = up + 0.0525 - 9 * aside**2
    full = 0.0072 * np.sqrt(np.maximum(1 - (aside / 0.0245) ** 2, 0.0)).astype(np.float32) + np.float32(1e-4)
    lips = 1 - smooth_step(0.75, 1.1, np.abs(smile) / full)
    colour = _over(colour, tuple(lip), lips * mouth * 0.7)
    slit = (1 - smooth_step(0.019, 0.0235, aside)) * (1 - smooth_step(0.0006, 0.0017, np.abs(smile)))
    colour = _over(colour, tuple(lip * 0.4), slit * mouth * 0.8)
    nostril = 1 - smooth_step(0.002, 0.0045, np.hypot(aside - 0.0072, (up + 0.0345) * 1.4))
    return _over(colour, tuple(lip * 0.35), nostril * smooth_step(0.085, 0.09, ahead) * 0.8)


def _over(colour: Float32, paint: tuple[float, ...], share: Float32) -> Float32:
    result: Float32 = colour * (1 - share[:, None]) + np.array(paint, np.float32) * share[:, None]
    return result
