// SPDX-License-Identifier: Apache-2.0
// Design tokens: colours, type, space (the look in one table). Colours 0xRRGGBB; sizes in design units.
#ifndef KIOSK_UI_THEME_H
#define KIOSK_UI_THEME_H

#include <stdint.h>

enum weight { WEIGHT_REGULAR, WEIGHT_SEMIBOLD, WEIGHT_BOLD, WEIGHT_COUNT };
struct font_style {
	int size;
	enum weight weight;
};

#define TEXT_CLOCK ((struct font_style){60, WEIGHT_BOLD})
#define TEXT_TITLE ((struct font_style){54, WEIGHT_BOLD})
#define TEXT_HEADING ((struct font_style){40, WEIGHT_BOLD})
#define TEXT_STRONG ((struct font_style){32, WEIGHT_SEMIBOLD})
#define TEXT_LEAD_STRONG ((struct font_style){36, WEIGHT_BOLD})
#define TEXT_LEAD ((struct font_style){36, WEIGHT_REGULAR})
#define TEXT_BODY ((struct font_style){32, WEIGHT_REGULAR})
#define TEXT_SMALL ((struct font_style){28, WEIGHT_REGULAR})
#define TEXT_SMALL_STRONG ((struct font_style){28, WEIGHT_SEMIBOLD})
#define TEXT_LEAST 24

#define INK 0x0F1C2Eu
#define INK_2 0x4A5B70u
#define CANVAS 0xF1F4F8u
#define CARD 0xFFFFFFu
#define LINE 0xD5DDE6u
#define NAVY 0x0B2F57u
#define BLUE 0x1259A6u
#define BLUE_TINT 0xE6F0FBu
#define GOLD 0xF2A900u
#define GOLD_EDGE 0xB97F00u
#define GOLD_TINT 0xFFF5DCu
#define GREEN 0x187A43u
#define GREEN_TINT 0xE2F4E9u
#define AMBER 0x6B4C00u
#define AMBER_TINT 0xFFF3CFu
#define RED 0xC0322Bu
#define RED_TINT 0xFCE6E4u
#define WHITE 0xFFFFFFu
#define BOARD_PAGE 0x0B1D33u
#define BOARD_SIDE 0x10294Au
#define BOARD_BAR 0x0B2F57u
#define BOARD_CALL 0xF4BE2Au
#define FOCUS 0xFFBF47u

#define SPACE_8 8
#define SPACE_16 16
#define SPACE_24 24
#define SPACE_32 32
#define SPACE_48 48
#define RADIUS_CARD 20
#define RADIUS_BUTTON 16
#define RADIUS_CHIP 10
#define TOUCH_LEAST 96

#endif
